package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.caching.Text;
import io.vertx.ext.web.RoutingContext;

/** The query parameter {@code limit}: how much a page may hold. */
final class Limit {
  private static final int USUAL = 100;
  private static final int MOST = 1000;

  private Limit() {}

  /**
   * @throws IllegalArgumentException with what is allowed
   */
  static int of(RoutingContext context) {
    var text = context.queryParams().get("limit");
    if (text == null) {
      return USUAL;
    }
    int limit = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException(
          "limit: " + Text.printable(text) + " (expected: 1 to " + MOST + ")");
    }
    return limit;
  }
}
