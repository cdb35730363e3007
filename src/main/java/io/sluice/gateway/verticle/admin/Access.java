package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.config.AdminConfig.Scope;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Lets a request through that carries a token of the right scope; all, where no token is set. */
final class Access {
  private static final String BEARER = "Bearer ";
  private static final String CALLER = Access.class.getName();

  /**
   * @param fields in which the clients of other APIs send their key, instead of a bearer token
   */
  Handler<RoutingContext> requires(Scope scope, String... fields) {
    return context -> {
      var config = AdminTerms.of(context).config();
      if (config.tokens().isEmpty()) {
        var address = context.request().remoteAddress();
        context.put(CALLER, address == null ? "unknown" : address.hostAddress());
        context.next();
        return;
      }
      String candidate = candidate(context, fields);
      if (candidate == null) {
        context.response().putHeader("www-authenticate", "Bearer realm=\"sluice\"");
        Problems.write(context, 401, "a bearer token is needed");
        return;
      }
      boolean known = false;
      String permitted = null;
      // All of them, so that the time tells nothing about which one matched.
      for (var token : config.tokens()) {
        boolean matches = token.secret().matches(candidate);
        known |= matches;
        permitted = matches && token.permits(scope) ? token.name() : permitted;
      }
      if (permitted != null) {
        context.put(CALLER, permitted);
        context.next();
      } else if (known) {
        Problems.write(context, 403, "this token does not permit it");
      } else {
        context.response().putHeader("www-authenticate", "Bearer error=\"invalid_token\"");
        Problems.write(context, 401, "the bearer token is not known");
      }
    };
  }

  private static @Nullable String candidate(RoutingContext context, String[] fields) {
    String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return header.substring(BEARER.length()).trim();
    }
    String key = null;
    for (String field : fields) {
      key = key == null ? context.request().getHeader(field) : key;
    }
    return key;
  }

  /** Who was let through, for people: the name of the token, or an address where none is set. */
  static String caller(RoutingContext context) {
    return context.get(CALLER, "unknown");
  }
}
