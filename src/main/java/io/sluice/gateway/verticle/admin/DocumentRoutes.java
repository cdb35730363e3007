package io.sluice.gateway.verticle.admin;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** What can be called here: {@code GET /openapi.json}, and {@code GET /docs} for people. */
final class DocumentRoutes {
  private @Nullable DocumentPage page;

  void mount(Router router, Access access) {
    router
        .get("/openapi.json")
        .handler(access.requiresAny())
        .handler(
            context ->
                context
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(ApiDocument.current().text()));
    router.get("/docs").handler(access.requiresAny()).handler(this::page);
  }

  private void page(RoutingContext context) {
    var made = page == null ? new DocumentPage(ApiDocument.current()) : page;
    page = made;
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
        .putHeader("content-security-policy", made.policy())
        .putHeader("referrer-policy", "no-referrer")
        .putHeader("x-content-type-options", "nosniff")
        .end(made.html());
  }
}
