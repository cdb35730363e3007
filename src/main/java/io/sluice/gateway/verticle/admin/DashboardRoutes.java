package io.sluice.gateway.verticle.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/**
 * {@code GET /}: the dashboard, a page without secrets, which asks for a token itself where one is
 * needed. Whatever it loads comes from here, and it can talk to nobody else.
 */
final class DashboardRoutes {
  private static final Map<String, String> PROTECTION =
      Map.of(
          "content-security-policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
              + " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
              + " require-trusted-types-for 'script'",
          "x-content-type-options",
          "nosniff",
          "x-frame-options",
          "DENY",
          "referrer-policy",
          "no-referrer",
          "cross-origin-opener-policy",
          "same-origin",
          "cross-origin-resource-policy",
          "same-origin",
          "permissions-policy",
          "camera=(), geolocation=(), microphone=()");

  private final Future<DashboardFiles> files;

  DashboardRoutes(Vertx vertx) {
    files = vertx.executeBlocking(DashboardFiles::load);
  }

  void mount(Router router) {
    router.get("/").handler(this::page);
    router.get("/dashboard/:directory/:name").handler(this::file);
  }

  private void page(RoutingContext context) {
    files.onComplete(known -> answer(context, known.page(), "no-cache"), context::fail);
  }

  private void file(RoutingContext context) {
    files.onComplete(
        known -> {
          var file = known.file(context.pathParam("directory"), context.pathParam("name"));
          if (file == null) {
            Problems.write(context, 404, "no such file");
          } else {
            answer(context, file, "public, max-age=31536000, immutable");
          }
        },
        context::fail);
  }

  private static void answer(RoutingContext context, DashboardFiles.File file, String keep) {
    var response = context.response();
    PROTECTION.forEach(response::putHeader);
    response.putHeader(HttpHeaders.ETAG, file.etag()).putHeader(HttpHeaders.CACHE_CONTROL, keep);
    var known = context.request().getHeader(HttpHeaders.IF_NONE_MATCH);
    if (known != null && known.contains(file.etag())) {
      response.setStatusCode(304).end();
    } else {
      response.putHeader(HttpHeaders.CONTENT_TYPE, file.type()).end(file.content());
    }
  }
}
