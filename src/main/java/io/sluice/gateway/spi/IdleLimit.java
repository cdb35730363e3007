package io.sluice.gateway.spi;

import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/** How long a client's connection may be silent while it has an answer that may be. */
public interface IdleLimit {

  /**
   * Replaces the server's limit for as long as any answer on the connection wants it.
   *
   * @param idle zero = none
   * @return to be run once when the answer is over, on the request's event loop
   */
  Runnable relax(HttpServerRequest request, Duration idle);
}
