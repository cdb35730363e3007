package io.sluice.gateway.verticle.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Errors of the control API as {@code application/problem+json} (RFC 9457). */
final class Problems {
  private Problems() {}

  static void write(RoutingContext context, int status, String detail) {
    write(context, status, detail, new JsonObject());
  }

  /**
   * @param more members beside those of every problem
   */
  static void write(RoutingContext context, int status, String detail, JsonObject more) {
    if (context.response().ended()) {
      return;
    }
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .end(
            new JsonObject()
                .put("type", "about:blank")
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("detail", detail)
                .mergeIn(more)
                .toBuffer());
  }
}
