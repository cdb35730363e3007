package io.sluice.gateway.adapter.web;

import io.netty.channel.Channel;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.AttributeKey;
import io.sluice.gateway.spi.IdleLimit;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Replaces the handler that closes silent connections: Vert.x sets its limit once for all. */
public final class ChannelIdleLimit implements IdleLimit {
  private static final AttributeKey<Relaxed> RELAXED = AttributeKey.valueOf("sluice.relaxed");

  /** How many answers want it, and what was there before. */
  private static final class Relaxed {
    private final long idleMillis;
    private int answers;

    private Relaxed(long idleMillis) {
      this.idleMillis = idleMillis;
    }
  }

  @Override
  public Runnable relax(HttpServerRequest request, Duration idle) {
    if (!(request.connection() instanceof ConnectionBase connection)) {
      return () -> {};
    }
    var channel = connection.channelHandlerContext().channel();
    var relaxed = channel.attr(RELAXED).get();
    if (relaxed == null) {
      var limit = channel.pipeline().get(IdleStateHandler.class);
      if (limit == null) {
        return () -> {};
      }
      relaxed = new Relaxed(limit.getAllIdleTimeInMillis());
      channel.attr(RELAXED).set(relaxed);
      replace(channel, idle.toMillis());
    }
    var own = relaxed;
    own.answers++;
    return () -> {
      own.answers--;
      if (own.answers == 0) {
        channel.attr(RELAXED).set(null);
        replace(channel, own.idleMillis);
      }
    };
  }

  /** To Netty, zero is no limit. */
  private static void replace(Channel channel, long idleMillis) {
    var limit = channel.pipeline().context(IdleStateHandler.class);
    if (limit != null && channel.isActive()) {
      channel
          .pipeline()
          .replace(
              limit.name(),
              limit.name(),
              new IdleStateHandler(0, 0, idleMillis, TimeUnit.MILLISECONDS));
    }
  }
}
