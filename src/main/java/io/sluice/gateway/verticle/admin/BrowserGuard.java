package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.config.AdminConfig;
import io.sluice.gateway.spi.AccessCounts;
import io.sluice.gateway.spi.AccessCounts.Refusal;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/**
 * Refuses what a web page has an operator's browser send: an order from the page of another site,
 * which needs no answer to do harm, and, where neither token nor certificate is needed, any request
 * under a name that its owner may have pointed at this address to read the answers.
 */
final class BrowserGuard implements Handler<RoutingContext> {
  private final AccessCounts refusals;

  BrowserGuard(AccessCounts refusals) {
    this.refusals = refusals;
  }

  @Override
  public void handle(RoutingContext context) {
    var request = context.request();
    var config = AdminTerms.of(context).config();
    boolean open = config.tokens().isEmpty() && !config.requiresCertificates();
    if (open && !isUnderOwnName(request, config.host())) {
      refusals.count(Refusal.BROWSER);
      Problems.write(
          context,
          403,
          "Host: not a name of this port (expected: localhost or a loopback address, as long as no"
              + " admin.token is set)");
    } else if (isOrder(request) && isFromAnotherSite(request)) {
      refusals.count(Refusal.BROWSER);
      Problems.write(context, 403, "orders from the page of another site are refused (Origin)");
    } else {
      context.next();
    }
  }

  private static boolean isUnderOwnName(HttpServerRequest request, String ownHost) {
    var authority = request.authority();
    if (authority == null) {
      return !request.headers().contains(HttpHeaders.HOST); // no browser leaves it out
    }
    String host = authority.host().toLowerCase(Locale.ROOT);
    String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return AdminConfig.isLoopback(plain) || plain.equalsIgnoreCase(ownHost);
  }

  private static boolean isOrder(HttpServerRequest request) {
    return !request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD);
  }

  private static boolean isFromAnotherSite(HttpServerRequest request) {
    if ("cross-site".equalsIgnoreCase(request.getHeader("sec-fetch-site"))) {
      return true;
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null) {
      return false;
    }
    int scheme = origin.indexOf("://");
    var authority = request.authority();
    return scheme < 0
        || authority == null
        || !origin.substring(scheme + 3).equalsIgnoreCase(authority.toString());
  }
}
