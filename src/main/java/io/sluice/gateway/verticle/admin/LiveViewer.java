package io.sluice.gateway.verticle.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.BooleanSupplier;

/**
 * Somebody who looks at {@code GET /cache/live}. Whoever reads too slowly misses snapshots, and is
 * left after half a minute without room for one. On the admin port's event loop.
 */
final class LiveViewer {
  private static final int MAX_MISSED = 30;

  /** Nobody looks for ever; the page comes back by itself. */
  private static final int MAX_SNAPSHOTS = 600;

  private final HttpServerRequest request;
  private final BooleanSupplier admitted;
  private final HttpServerResponse response;
  private int missed;
  private int sent;

  /**
   * @param admitted whether it may look, still
   */
  LiveViewer(HttpServerRequest request, BooleanSupplier admitted) {
    this.request = request;
    this.admitted = admitted;
    this.response = request.response();
  }

  /**
   * @param event as it goes over the wire
   * @return whether it goes on
   */
  boolean show(Buffer event) {
    if (response.closed()) {
      return false;
    }
    if (!admitted.getAsBoolean()) {
      request.connection().close();
      return false;
    }
    if (response.writeQueueFull()) {
      if (++missed < MAX_MISSED) {
        return true;
      }
      request.connection().close();
      return false;
    }
    missed = 0;
    if (++sent < MAX_SNAPSHOTS) {
      response.write(event);
      return true;
    }
    response.end(event);
    return false;
  }
}
