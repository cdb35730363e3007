package io.sluice.gateway.verticle.port;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Notices what a connection does, for {@link ConnectionSweep} to judge: behind the decoder of
 * HTTP/1, in front of that of HTTP/2. It takes the place of Netty's idle handler, which reads the
 * clock and listens to each write; this one sets fields.
 */
public final class ConnectionWatch extends ChannelDuplexHandler {
  /** Of Netty's idle handler, too, where Vert.x puts one. */
  static final String NAME = "idle";

  private final ConnectionSweep sweep;
  private final @Nullable Http2FrameMeter frames;
  private @Nullable ChannelHandlerContext context;
  private boolean decoded;
  private boolean active;
  private int underWay;
  private boolean headBegun;
  private long headSinceNanos;
  private long activeNanos;
  private long pendingBytes;
  private int relaxed;
  private long relaxedNanos;

  /**
   * @param frames null = HTTP/1. In HTTP/2 the time for a head is not limited: a connection's other
   *     streams go on meanwhile, and a head has a limited number of frames.
   */
  ConnectionWatch(ConnectionSweep sweep, @Nullable Http2FrameMeter frames) {
    this.sweep = sweep;
    this.frames = frames;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    activeNanos = sweep.nowNanos();
    // Over TLS nothing of the first request has been read yet.
    headBegun = frames == null;
    headSinceNanos = activeNanos;
    sweep.add(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    sweep.remove(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    sweep.remove(this);
    ctx.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    active = true;
    decoded = true;
    if (frames == null && msg instanceof HttpRequest) {
      headBegun = false;
      underWay++;
    }
    ctx.fireChannelRead(msg);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (frames == null && !decoded && underWay == 0 && !headBegun) {
      // Bytes came that make no request yet.
      headBegun = true;
      headSinceNanos = sweep.nowNanos();
    }
    decoded = false;
    ctx.fireChannelReadComplete();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    active = true;
    if (frames != null) {
      if (msg instanceof ByteBuf bytes) {
        frames.written(bytes.readableBytes());
      }
    } else if (underWay > 0 && msg instanceof LastHttpContent && !isInterim(msg)) {
      underWay--;
    }
    ctx.write(msg, promise);
  }

  /** Vert.x writes 100 and 103 as whole responses; the request goes on. */
  private static boolean isInterim(Object msg) {
    return msg instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL
        && response.status().code() != 101;
  }

  /** Whether a head is taking longer than this. */
  boolean isHeadOverdue(long nowNanos, long timeoutNanos) {
    return headBegun && nowNanos - headSinceNanos > timeoutNanos;
  }

  /**
   * Replaces the limit of silence for as long as any answer on the connection wants it.
   *
   * @param idle zero = none
   * @return to be run once when the answer is over, on the request's event loop
   */
  public static Runnable relax(HttpServerRequest request, Duration idle) {
    var pipeline = ((HttpServerConnection) request.connection()).channelHandlerContext().pipeline();
    if (!(pipeline.get(NAME) instanceof ConnectionWatch watch)) {
      return () -> {};
    }
    watch.relaxed++;
    watch.relaxedNanos = idle.isZero() ? Long.MAX_VALUE : idle.toNanos();
    return () -> watch.relaxed--;
  }

  /**
   * Whether nothing has moved for longer than this, or as long as an answer allows; to be asked at
   * each sweep.
   */
  boolean isIdle(long nowNanos, long timeoutNanos) {
    var ctx = context;
    var out = ctx == null ? null : ctx.channel().unsafe().outboundBuffer();
    long pending = out == null ? 0 : out.totalPendingWriteBytes() - out.currentProgress();
    if (active || pending != pendingBytes) {
      active = false;
      pendingBytes = pending;
      activeNanos = nowNanos;
    }
    return nowNanos - activeNanos > (relaxed > 0 ? relaxedNanos : timeoutNanos);
  }

  void close() {
    if (context != null) {
      context.channel().close();
    }
  }
}
