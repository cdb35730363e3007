package io.sluice.gateway.verticle.ingress;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** Ends a client's connection with the response that is about to be written. */
final class Closing {
  private Closing() {}

  /**
   * Says so and does it: the server closes by what the request says alone. In HTTP/2, where each
   * request has a stream of its own and the field does not exist, nothing needs to be done.
   */
  static void afterResponse(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      return;
    }
    var response = request.response();
    response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    response.endHandler(v -> request.connection().close());
  }
}
