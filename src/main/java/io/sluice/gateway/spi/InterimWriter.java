package io.sluice.gateway.spi;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;

/** Writes the interim responses that the server's own API has no method for. */
public interface InterimWriter {

  /**
   * Writes one, on the request's event loop, before the head of its final response; or drops it
   * where the connection takes none.
   *
   * @param status 1xx, but neither 100, 101 nor 103
   * @param fields end-to-end fields
   */
  void write(HttpServerRequest request, int status, MultiMap fields);
}
