package io.sluice.gateway.adapter.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import io.sluice.gateway.spi.TunnelEnd;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a {@link Tunnel}. It sits in the channel's pipeline behind HTTP's decoder, from
 * the request on: what reaches it as HTTP goes on to Vert.x, and raw bytes, which come once the
 * decoder is gone, are the tunnel's.
 */
final class TunnelSide extends ChannelInboundHandlerAdapter implements TunnelEnd {
  private static final Logger LOG = LoggerFactory.getLogger(TunnelSide.class);
  private static final String NAME = "tunnel";
  private static final String IDLE = "tunnel-idle";
  private static final String HTTP_IDLE = "idle";

  private final ChannelHandlerContext connection;
  private final @Nullable Runnable whenEarly;
  private final Deque<ByteBuf> held = new ArrayDeque<>();
  private @Nullable Tunnel tunnel;

  private TunnelSide(ChannelHandlerContext connection, @Nullable Runnable whenEarly) {
    this.connection = connection;
    this.whenEarly = whenEarly;
  }

  /**
   * A side that holds what comes before it is joined.
   *
   * @param decoder the name of HTTP's decoder, which goes when the 101 has come
   */
  static TunnelSide holding(ChannelHandlerContext connection, String decoder) {
    var side = new TunnelSide(connection, null);
    connection.pipeline().addAfter(decoder, NAME, side);
    return side;
  }

  /** A side that drops what comes before it is joined, and says so; its decoder goes at once. */
  static TunnelSide refusing(ChannelHandlerContext connection, String decoder, Runnable whenEarly) {
    var side = new TunnelSide(connection, whenEarly);
    connection.pipeline().addAfter(decoder, NAME, side);
    connection.pipeline().remove(decoder);
    return side;
  }

  Channel channel() {
    return connection.channel();
  }

  /** Null once it is closed. */
  private @Nullable ChannelHandlerContext context() {
    return channel().pipeline().context(this);
  }

  /**
   * @param idleMillis zero = no limit
   */
  void joined(Tunnel tunnel, long idleMillis) {
    this.tunnel = tunnel;
    var pipeline = channel().pipeline();
    // What counts silence as HTTP's: it would wait for the next head.
    if (pipeline.get(HTTP_IDLE) != null) {
      pipeline.remove(HTTP_IDLE);
    }
    if (idleMillis > 0) {
      pipeline.addBefore(NAME, IDLE, new IdleStateHandler(0, 0, idleMillis, TimeUnit.MILLISECONDS));
    }
    channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
  }

  /** Takes out what would read HTTP into the bytes that are written. */
  void removeHandlers(String... names) {
    var pipeline = channel().pipeline();
    for (var name : names) {
      ChannelHandler handler = pipeline.get(name);
      if (handler != null) {
        pipeline.remove(handler);
      }
    }
  }

  /** What came before the tunnel was open. */
  Deque<ByteBuf> held() {
    return held;
  }

  void read(boolean wanted) {
    channel().config().setAutoRead(wanted);
  }

  void write(ByteBuf bytes) {
    var context = context();
    if (context == null) {
      bytes.release();
    } else {
      context.write(bytes);
    }
  }

  void flush() {
    var context = context();
    if (context != null) {
      context.flush();
    }
  }

  /** After all that was written, tells the peer that nothing more comes. TLS has no such half. */
  void endOutput(Runnable ifImpossible) {
    var context = context();
    if (context != null
        && channel() instanceof DuplexChannel duplex
        && channel().pipeline().get(SslHandler.class) == null) {
      context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> duplex.shutdownOutput());
    } else {
      ifImpossible.run();
    }
  }

  @Override
  public boolean isOpen() {
    return channel().isActive();
  }

  /** Closes after all that was written. */
  @Override
  public void close() {
    var context = context();
    if (context != null && channel().isActive()) {
      context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> channel().close());
    }
  }

  /** Closes at once, whatever is still to be written. */
  void abort() {
    if (channel().isOpen()) {
      channel().close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      ctx.fireChannelRead(message);
    } else if (tunnel != null && tunnel.carries(this)) {
      tunnel.received(this, bytes);
    } else if (whenEarly != null) {
      bytes.release();
      whenEarly.run();
    } else {
      held.add(bytes);
      read(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (tunnel != null) {
      tunnel.receivedAll(this);
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (tunnel != null && ctx.channel().isWritable()) {
      tunnel.writable(this);
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    var joined = tunnel;
    if (joined == null) {
      ctx.fireUserEventTriggered(event);
    } else if (event instanceof IdleStateEvent) {
      joined.abort();
    } else if (event instanceof ChannelInputShutdownEvent
        || event instanceof SslCloseCompletionEvent) {
      joined.inputEnded(this);
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    held.forEach(ReferenceCountUtil::release);
    held.clear();
    if (tunnel != null) {
      tunnel.closed(this);
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (tunnel == null) {
      ctx.fireExceptionCaught(cause);
    } else {
      LOG.debug("{}: tunnel broken", ctx.channel(), cause);
      ctx.close();
    }
  }
}
