package io.sluice.gateway.verticle.admin;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Answers what no route has taken: with the methods that the path has, if it has any. The router
 * itself forgets them at the next route that takes every path.
 */
final class Unrouted implements Handler<RoutingContext> {
  private final Router router;

  Unrouted(Router router) {
    this.router = router;
  }

  @Override
  public void handle(RoutingContext context) {
    var methods = new TreeSet<String>();
    for (var route : router.getRoutes()) {
      if (route.getName() != null && hasPath(route, context.normalizedPath())) {
        route.methods().stream().map(HttpMethod::name).forEach(methods::add);
      }
    }
    if (methods.isEmpty()) {
      Problems.write(context, 404, "no such resource (GET /openapi.json names what there is)");
      return;
    }
    var allowed = String.join(", ", methods);
    context.response().putHeader(HttpHeaders.ALLOW, allowed);
    Problems.write(context, 405, "not with this method (expected: " + allowed + ")");
  }

  /** What a regular expression takes may have slashes in it. */
  private static boolean hasPath(Route route, String path) {
    var pattern = new StringBuilder();
    for (var segment : route.getName().substring(1).split("/", -1)) {
      pattern.append('/');
      pattern.append(
          segment.startsWith(":")
              ? "[^/]+"
              : segment.startsWith("{") ? ".+" : Pattern.quote(segment));
    }
    return Pattern.matches(pattern.toString(), path);
  }
}
