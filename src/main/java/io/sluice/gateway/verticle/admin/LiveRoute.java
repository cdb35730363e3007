package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.config.AdminConfig.Scope;
import io.sluice.gateway.invalidation.ProtocolStatus;
import io.sluice.gateway.message.Addresses;
import io.sluice.gateway.message.LocalMessages;
import io.sluice.gateway.spi.SharedStoreAdmin;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /cache/live}: a snapshot a second as server-sent events, made once for all who look,
 * and not at all while nobody does.
 */
final class LiveRoute {
  static final int MAX_VIEWERS = 32;
  private static final long PERIOD_MILLIS = 1000;
  private static final DeliveryOptions LOCAL = LocalMessages.options(Duration.ofSeconds(1));

  private final Vertx vertx;
  private final AdminServices services;
  private final @Nullable SharedStoreAdmin store;
  private final Set<LiveViewer> viewers = new LinkedHashSet<>();
  private long timer = -1;
  private boolean asking;

  LiveRoute(Vertx vertx, AdminServices services, @Nullable SharedStoreAdmin store) {
    this.vertx = vertx;
    this.services = services;
    this.store = store;
  }

  void mount(Router router, Access access) {
    router
        .get("/cache/live")
        .handler(access.requires(Scope.READ))
        .handler(context -> open(context, access));
  }

  private void open(RoutingContext context, Access access) {
    var response = context.response();
    if (viewers.size() >= MAX_VIEWERS) {
      response.putHeader(HttpHeaders.RETRY_AFTER, "10");
      Problems.write(context, 503, MAX_VIEWERS + " viewers look at this node already");
      return;
    }
    var viewer = new LiveViewer(context.request(), () -> access.stillAdmits(context));
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.closeHandler(v -> leave(viewer));
    response.writeHead();
    viewers.add(viewer);
    if (viewers.size() == 1) {
      timer = vertx.setPeriodic(0, PERIOD_MILLIS, id -> look());
    }
  }

  private void leave(LiveViewer viewer) {
    if (viewers.remove(viewer) && viewers.isEmpty()) {
      vertx.cancelTimer(timer);
    }
  }

  private void look() {
    if (asking) {
      return;
    }
    asking = true;
    vertx
        .eventBus()
        .<ProtocolStatus>request(Addresses.INVALIDATION_STATUS, "", LOCAL)
        .<@Nullable ProtocolStatus>map(reply -> reply.body())
        .otherwise((ProtocolStatus) null)
        .onSuccess(
            status -> {
              asking = false;
              show(status);
            });
  }

  private void show(@Nullable ProtocolStatus status) {
    var json = LiveJson.of(services, status, store, System.currentTimeMillis());
    var event = Buffer.buffer("data: " + json.encode() + "\n\n");
    for (var viewer : Set.copyOf(viewers)) {
      if (!viewer.show(event)) {
        leave(viewer);
      }
    }
  }
}
