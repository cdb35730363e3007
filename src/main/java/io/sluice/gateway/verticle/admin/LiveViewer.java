package io.sluice.gateway.verticle.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Somebody who looks at {@code GET /cache/live}. Whoever reads too slowly misses snapshots, and is
 * left after half a minute without room for one. On the admin port's event loop.
 */
final class LiveViewer {
  private static final int MAX_MISSED = 30;

  /** Then its token is looked at again: the page comes back by itself. */
  private static final int MAX_SNAPSHOTS = 600;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private int missed;
  private int sent;

  LiveViewer(HttpServerRequest request) {
    this.request = request;
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
