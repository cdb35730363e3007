package io.sluice.gateway.verticle.port;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.ReferenceCountUtil;
import io.sluice.gateway.config.Cidr;
import io.sluice.gateway.config.HttpConfig;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Counters.Event;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Looks now and then at all connections of one event loop that have come to HTTP, and closes those
 * that dawdle. One timer serves them all, and requests pay for none.
 */
public final class ConnectionSweep {
  private static final long LONGEST_PERIOD_MILLIS = 1000;

  private final Vertx vertx;
  private final Counters counters;
  private final Connections known;
  private final boolean proxied;
  private final Set<ConnectionWatch> watches = new HashSet<>();
  private long headerNanos;
  private long idleNanos;
  private long timer = -1;
  private long nowNanos = System.nanoTime();

  /** To be made on its event loop. */
  public ConnectionSweep(Vertx vertx, HttpConfig http, Connections known, Counters counters) {
    this.vertx = vertx;
    this.known = known;
    this.proxied = http.proxyProtocol();
    this.counters = counters;
    limits(http);
  }

  /** From now on these times count, for all connections. */
  public final void limits(HttpConfig http) {
    headerNanos = nanos(http.limits().headerTimeout());
    idleNanos = nanos(http.idleTimeout());
    long shortest = Math.min(headerNanos, idleNanos) / 1_000_000;
    vertx.cancelTimer(timer);
    timer =
        vertx.setPeriodic(
            Math.max(1, Math.min(shortest / 8, LONGEST_PERIOD_MILLIS)), id -> sweep());
  }

  private static long nanos(Duration timeout) {
    return timeout.isZero() ? Long.MAX_VALUE : timeout.toNanos();
  }

  /** A connection has come to HTTP. */
  public void opened(HttpConnection connection) {
    var channel = ((HttpServerConnection) connection).channelHandlerContext().channel();
    var pipeline = channel.pipeline();
    if (pipeline.get(Arrival.NAME) != null) {
      pipeline.remove(Arrival.NAME);
    }
    ChannelHandler watch =
        !proxied || admit(connection, channel)
            ? new ConnectionWatch(this, meter(connection, pipeline))
            : new Deaf();
    if (pipeline.get(ConnectionWatch.NAME) != null) {
      pipeline.replace(ConnectionWatch.NAME, ConnectionWatch.NAME, watch);
    } else {
      pipeline.addBefore("handler", ConnectionWatch.NAME, watch);
    }
  }

  /** Null for HTTP/1. */
  private @Nullable Http2FrameMeter meter(HttpConnection connection, ChannelPipeline pipeline) {
    if (connection.protocolVersion() != HttpVersion.HTTP_2) {
      return null;
    }
    var counted = new AtomicBoolean();
    connection.exceptionHandler(cause -> failed(cause, counted));
    var decoder = pipeline.get(Http2ConnectionHandler.class).decoder();
    var meter = new Http2FrameMeter(decoder.frameListener(), this);
    decoder.frameListener(meter);
    return meter;
  }

  /** Of HTTP/2; told by Netty or {@link Http2FrameMeter} just before the connection closes. */
  private void failed(Throwable cause, AtomicBoolean counted) {
    if (cause instanceof Http2Exception fault
        && fault.error() == Http2Error.ENHANCE_YOUR_CALM
        && counted.compareAndSet(false, true)) {
      counters.count(Event.HTTP2_FLOOD);
    }
  }

  /** The balancer's header has named the client, which could not be counted before. */
  private boolean admit(HttpConnection connection, Channel channel) {
    var remote = connection.remoteAddress();
    String literal = remote == null ? null : remote.hostAddress();
    var address = literal == null ? null : Cidr.address(literal);
    var leaving = known.enter(address);
    if (leaving == null) {
      return false;
    }
    channel.closeFuture().addListener(closed -> leaving.run());
    return true;
  }

  /** Hears no request any more, not even one that has come already. */
  private static final class Deaf extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ReferenceCountUtil.release(msg);
      ctx.close();
    }
  }

  public void stop() {
    vertx.cancelTimer(timer);
  }

  /** The time of the last sweep. */
  long nowNanos() {
    return nowNanos;
  }

  void add(ConnectionWatch watch) {
    watches.add(watch);
  }

  void remove(ConnectionWatch watch) {
    watches.remove(watch);
  }

  private void sweep() {
    nowNanos = System.nanoTime();
    var late = new ArrayList<ConnectionWatch>();
    for (var watch : watches) {
      boolean idle = watch.isIdle(nowNanos, idleNanos);
      boolean overdue = watch.isHeadOverdue(nowNanos, headerNanos);
      if (idle || overdue) {
        late.add(watch);
        counters.count(overdue ? Event.HEADER_TIMEOUT : Event.IDLE_TIMEOUT);
      }
    }
    late.forEach(ConnectionWatch::close);
  }
}
