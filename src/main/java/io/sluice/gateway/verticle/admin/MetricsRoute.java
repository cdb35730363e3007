package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.config.AdminConfig.Scope;
import io.sluice.gateway.invalidation.ProtocolStatus;
import io.sluice.gateway.message.Addresses;
import io.sluice.gateway.message.LocalMessages;
import io.sluice.gateway.spi.Exposition;
import io.sluice.gateway.spi.Exposition.StoreState;
import io.sluice.gateway.spi.SharedStoreAdmin;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code GET /metrics}: asks the protocol and, now and then, Redis for their state before. */
final class MetricsRoute {
  private static final DeliveryOptions LOCAL = LocalMessages.options(Duration.ofSeconds(5));
  private static final long STORE_AGE_NANOS = Duration.ofSeconds(10).toNanos();

  private final Vertx vertx;
  private final Exposition exposition;
  private final @Nullable SharedStoreAdmin store;
  private StoreState known = StoreState.DOWN;
  private long knownAtNanos = System.nanoTime() - STORE_AGE_NANOS;

  MetricsRoute(Vertx vertx, Exposition exposition, @Nullable SharedStoreAdmin store) {
    this.vertx = vertx;
    this.exposition = exposition;
    this.store = store;
  }

  void mount(Router router, Access access) {
    router.get("/metrics").handler(access.requires(Scope.READ)).handler(this::answer);
  }

  private void answer(RoutingContext context) {
    var status =
        vertx
            .eventBus()
            .<ProtocolStatus>request(Addresses.INVALIDATION_STATUS, "", LOCAL)
            .<@Nullable ProtocolStatus>map(reply -> reply.body())
            .otherwise((ProtocolStatus) null);
    store()
        .onSuccess(
            state ->
                status.onSuccess(
                    protocol ->
                        context
                            .response()
                            .putHeader(
                                HttpHeaders.CONTENT_TYPE,
                                "text/plain; version=0.0.4; charset=utf-8")
                            .end(exposition.scrape(protocol, state))));
  }

  /** Never fails. Managed services may refuse INFO: then memory is not known, and all else is. */
  private Future<StoreState> store() {
    if (store == null || !store.isAvailable()) {
      known = StoreState.DOWN;
      return Future.succeededFuture(known);
    }
    if (known.up() && System.nanoTime() - knownAtNanos < STORE_AGE_NANOS) {
      return Future.succeededFuture(known);
    }
    knownAtNanos = System.nanoTime();
    known = new StoreState(true, known.usedBytes(), known.maxBytes());
    return store
        .info()
        .map(info -> new StoreState(true, number(info, "used_memory"), number(info, "maxmemory")))
        .otherwise(new StoreState(true, Double.NaN, Double.NaN))
        .onSuccess(state -> known = state);
  }

  private static double number(JsonObject info, String name) {
    try {
      return Double.parseDouble(info.getString(name, "NaN"));
    } catch (NumberFormatException unknown) {
      return Double.NaN;
    }
  }
}
