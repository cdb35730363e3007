package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.caching.Text;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Holds a call's query parameters against the document: one that is misspelt would be a condition
 * less, and the answer one to another question.
 */
final class QueryParameters {
  private QueryParameters() {}

  /** Whether they are the call's own; else it has been answered. */
  static boolean areKnown(RoutingContext context) {
    var route = context.currentRoute();
    var query = ApiDocument.current().query(context.request().method().name(), template(route));
    if (query == null || query.open()) {
      return true;
    }
    var known = query.repeatable();
    for (var name : context.queryParams().names()) {
      var repeatable = known.get(name);
      if (repeatable == null) {
        refuse(
            context,
            name,
            known.isEmpty() ? "no query parameters" : "one of " + new TreeSet<>(known.keySet()));
        return false;
      }
      if (!repeatable && context.queryParams().getAll(name).size() > 1) {
        refuse(context, name, "once");
        return false;
      }
    }
    return true;
  }

  private static void refuse(RoutingContext context, String name, String expected) {
    Problems.write(
        context, 400, "query parameter: " + Text.printable(name) + " (expected: " + expected + ")");
  }

  /** A route's path as the document writes it. Routes by regular expression have it as name. */
  static String template(@Nullable Route route) {
    var path = route == null ? null : route.getName();
    return path == null ? "" : path.replaceAll(":(\\w+)", "{$1}");
  }
}
