package io.sluice.gateway.verticle.port;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Settings;

/**
 * Counts frames of HTTP/2 that carry neither fields nor content: each costs its sender next to
 * nothing, and us a parse and perhaps an answer. Netty limits resets, continuations, empty DATA and
 * answers that are not taken; the others it does not.
 */
final class Http2FrameMeter extends Http2FrameListenerDecorator {
  /** A second, less than which may pass between two sweeps that are a second apart. */
  private static final long WINDOW_NANOS = 900_000_000L;

  private static final int FRAMES_PER_WINDOW = 1000;

  /** Of what we send: many times as many as the most eager client takes for window updates. */
  private static final int BYTES_PER_FRAME = 512;

  private final ConnectionSweep sweep;
  private long windowNanos;
  private long allowed = FRAMES_PER_WINDOW;
  private int unpaidBytes;

  Http2FrameMeter(Http2FrameListener listener, ConnectionSweep sweep) {
    super(listener);
    this.sweep = sweep;
    this.windowNanos = sweep.nowNanos();
  }

  /** Who gets content has to update windows. */
  void written(int bytes) {
    unpaidBytes += bytes;
    allowed += unpaidBytes / BYTES_PER_FRAME;
    unpaidBytes %= BYTES_PER_FRAME;
  }

  private void count() throws Http2Exception {
    if (sweep.nowNanos() - windowNanos >= WINDOW_NANOS) {
      windowNanos = sweep.nowNanos();
      allowed = FRAMES_PER_WINDOW;
    }
    if (--allowed < 0) {
      throw Http2Exception.connectionError(
          Http2Error.ENHANCE_YOUR_CALM, "more frames than a client needs");
    }
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
      throws Http2Exception {
    count();
    super.onSettingsRead(ctx, settings);
  }

  @Override
  public void onSettingsAckRead(ChannelHandlerContext ctx) throws Http2Exception {
    count();
    super.onSettingsAckRead(ctx);
  }

  @Override
  public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
    count();
    super.onPingRead(ctx, data);
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
    count();
    super.onPingAckRead(ctx, data);
  }

  @Override
  public void onPriorityRead(
      ChannelHandlerContext ctx, int stream, int dependency, short weight, boolean exclusive)
      throws Http2Exception {
    count();
    super.onPriorityRead(ctx, stream, dependency, weight, exclusive);
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext ctx, int stream, int increment)
      throws Http2Exception {
    count();
    super.onWindowUpdateRead(ctx, stream, increment);
  }

  @Override
  public void onUnknownFrame(
      ChannelHandlerContext ctx, byte type, int stream, Http2Flags flags, ByteBuf payload)
      throws Http2Exception {
    count();
    super.onUnknownFrame(ctx, type, stream, flags, payload);
  }
}
