package io.sluice.gateway.verticle;

import io.sluice.gateway.message.Addresses;
import io.sluice.gateway.message.GatewayFailure;
import io.sluice.gateway.message.GatewayFailure.Kind;
import io.sluice.gateway.message.LocalMessages;
import io.sluice.gateway.spi.UpstreamRequest;
import io.sluice.gateway.spi.UpstreamResponse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;

/** Asks the UpstreamFetch verticle of one event loop. */
public final class FetchClient {
  /**
   * Deadlines are UpstreamFetch's own, and an upload may take its time: this only keeps a lost
   * message from being waited for for ever.
   */
  private static final DeliveryOptions OPTIONS = LocalMessages.options(Duration.ofHours(6));

  private final Vertx vertx;
  private final String address;

  public FetchClient(Vertx vertx, int loop) {
    this.vertx = vertx;
    this.address = Addresses.upstreamFetch(loop);
  }

  /**
   * @return fails with nothing but {@link GatewayFailure}
   */
  public Future<UpstreamResponse> fetch(UpstreamRequest request) {
    return vertx
        .eventBus()
        .<Object>request(address, request, OPTIONS)
        .transform(
            reply -> {
              if (reply.failed()) {
                return Future.failedFuture(
                    new GatewayFailure(Kind.BAD_GATEWAY, "the gateway cannot fetch at the moment"));
              }
              var body = reply.result().body();
              return body instanceof UpstreamResponse response
                  ? Future.succeededFuture(response)
                  : Future.failedFuture((GatewayFailure) body);
            });
  }
}
