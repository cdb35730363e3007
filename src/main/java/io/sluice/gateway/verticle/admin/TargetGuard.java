package io.sluice.gateway.verticle.admin;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** Refuses malformed percent-encoding, before anybody decodes it in a way of their own. */
final class TargetGuard implements Handler<RoutingContext> {
  @Override
  public void handle(RoutingContext context) {
    if (isWellFormed(context.request().uri())) {
      context.next();
    } else {
      Problems.write(
          context, 400, "target: malformed percent-encoding (expected: two hex digits after a %)");
    }
  }

  private static boolean isWellFormed(String uri) {
    for (int at = uri.indexOf('%'); at >= 0; at = uri.indexOf('%', at + 1)) {
      if (at + 2 >= uri.length() || !isHex(uri.charAt(at + 1)) || !isHex(uri.charAt(at + 2))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHex(char c) {
    return c < 128 && Character.digit(c, 16) >= 0;
  }
}
