package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.config.AdminConfig.Scope;
import io.sluice.gateway.spi.CacheEvents;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /cache/events/stream}: what becomes of entries, as server-sent events. */
final class EventStreamRoute {
  private static final int MAX_READERS = 16;

  /** Its token may be none any more. */
  private static final long LOOK_MILLIS = 1000;

  private final Vertx vertx;
  private final CacheEvents events;
  private final String node;
  private int readers;

  EventStreamRoute(Vertx vertx, CacheEvents events, String node) {
    this.vertx = vertx;
    this.events = events;
    this.node = node;
  }

  void mount(Router router, Access access) {
    router
        .get("/cache/events/stream")
        .handler(access.requires(Scope.READ))
        .handler(context -> open(context, access));
  }

  private void open(RoutingContext context, Access access) {
    if (readers == MAX_READERS) {
      Problems.write(context, 503, "there are " + MAX_READERS + " readers of this stream already");
      return;
    }
    readers++;
    var response = context.response();
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    var reader = new EventReader(vertx, response, node);
    events.add(reader);
    long looks =
        vertx.setPeriodic(
            LOOK_MILLIS,
            id -> {
              if (!access.stillAdmits(context)) {
                context.request().connection().close();
              }
            });
    response.closeHandler(
        v -> {
          vertx.cancelTimer(looks);
          readers--;
          events.remove(reader);
          reader.close();
        });
    response.writeHead();
  }
}
