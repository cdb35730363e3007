package io.sluice.gateway.verticle;

import io.sluice.gateway.message.Addresses;
import io.sluice.gateway.message.GatewayFailure;
import io.sluice.gateway.message.GatewayFailure.Kind;
import io.sluice.gateway.message.LocalMessages;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.spi.Upstream;
import io.sluice.gateway.spi.UpstreamRequest;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends requests to the origins; one instance an event loop, each with its own connections. */
public final class UpstreamFetchVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(UpstreamFetchVerticle.class);
  private static final DeliveryOptions REPLY = LocalMessages.options(Duration.ofSeconds(30));

  private final EventLoops loops;
  private final Counters counters;
  private final Function<Vertx, Upstream> upstreams;
  private @Nullable Upstream upstream;
  private int loop = -1;

  /**
   * @param upstreams makes the way to the origins, on the event loop that will use it
   */
  public UpstreamFetchVerticle(
      EventLoops loops, Counters counters, Function<Vertx, Upstream> upstreams) {
    this.loops = loops;
    this.counters = counters;
    this.upstreams = upstreams;
  }

  @Override
  public Future<?> start() {
    loop = loops.claim(UpstreamFetchVerticle.class.getName());
    var way = upstreams.apply(vertx);
    upstream = way;
    vertx
        .eventBus()
        .<UpstreamRequest>localConsumer(
            Addresses.upstreamFetch(loop), message -> fetch(way, message));
    return Future.succeededFuture();
  }

  private void fetch(Upstream way, Message<UpstreamRequest> message) {
    counters.count(Event.ORIGIN_REQUEST);
    way.send(message.body())
        .onComplete(
            response -> message.reply(response, REPLY),
            cause -> {
              counters.count(Event.ORIGIN_FAILURE);
              message.reply(failure(cause), REPLY);
            });
  }

  private static GatewayFailure failure(Throwable cause) {
    if (cause instanceof GatewayFailure failure) {
      return failure;
    }
    LOG.error("A fetch failed in a way that nobody foresaw", cause);
    return new GatewayFailure(Kind.BAD_GATEWAY, "the gateway could not make this request");
  }

  @Override
  public Future<?> stop() {
    if (loop < 0) {
      return Future.succeededFuture();
    }
    loops.release(UpstreamFetchVerticle.class.getName(), loop);
    return upstream == null ? Future.succeededFuture() : upstream.close();
  }
}
