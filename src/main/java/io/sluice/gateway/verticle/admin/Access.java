package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.config.AdminConfig.AccessToken;
import io.sluice.gateway.config.AdminConfig.Scope;
import io.sluice.gateway.spi.AccessCounts;
import io.sluice.gateway.spi.AccessCounts.Refusal;
import io.sluice.gateway.spi.RateLimiter;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a call through that carries a token of the right scope, or any call where no token is set,
 * if it has no query parameters but its own.
 *
 * <p>Wrong tokens are counted by client address, and answered with 429 when there are too many. A
 * right one is never refused for that: behind one address there may be many, and whoever guesses
 * must not lock out who knows. So it is a token's length that protects it from being guessed.
 */
final class Access {
  private static final String BEARER = "Bearer ";
  private static final String AUTHENTICATE = "www-authenticate";
  private static final String KEY = Access.class.getName();

  private final Supplier<AdminTerms> terms;
  private final RateLimiter failures;
  private final AccessCounts refusals;

  /**
   * @param terms in force
   */
  Access(Supplier<AdminTerms> terms, RateLimiter failures, AccessCounts refusals) {
    this.terms = terms;
    this.failures = failures;
    this.refusals = refusals;
  }

  /**
   * What is known of a call's caller.
   *
   * @param name for people; null = nobody that is known
   * @param token by which it was let through; null = none
   * @param needs the scope of the call; null = any
   * @param admitted whether it was let through
   */
  record Grant(
      @Nullable String name, @Nullable AccessToken token, @Nullable Scope needs, boolean admitted) {
    static Grant refused(@Nullable String name, @Nullable Scope needs) {
      return new Grant(name, null, needs, false);
    }
  }

  /**
   * @param fields in which the clients of other APIs send their key, instead of a bearer token
   */
  Handler<RoutingContext> requires(Scope scope, String... fields) {
    return context -> judge(context, scope, fields);
  }

  /** For what is no secret. */
  Handler<RoutingContext> requiresAny() {
    return context -> judge(context, null);
  }

  private void judge(RoutingContext context, @Nullable Scope scope, String... fields) {
    var tokens = AdminTerms.of(context).config().tokens();
    if (tokens.isEmpty()) {
      admit(context, Caller.of(context.request()).shown(), null, scope);
      return;
    }
    String candidate = candidate(context, fields);
    if (candidate == null) {
      refuse(context, Grant.refused(null, scope), Refusal.NO_TOKEN);
      return;
    }
    AccessToken known = null;
    AccessToken permitted = null;
    // All of them, so that the time tells nothing about which one matched.
    for (var token : tokens) {
      boolean matches = token.secret().matches(candidate);
      known = matches ? token : known;
      permitted = matches && (scope == null || token.permits(scope)) ? token : permitted;
    }
    if (permitted != null) {
      admit(context, permitted.name(), permitted, scope);
    } else if (known != null) {
      refuse(context, Grant.refused(known.name(), scope), Refusal.SCOPE);
    } else {
      unknown(context, Grant.refused(null, scope));
    }
  }

  private static void admit(
      RoutingContext context, String name, @Nullable AccessToken token, @Nullable Scope scope) {
    context.put(KEY, new Grant(name, token, scope, true));
    if (QueryParameters.areKnown(context)) {
      context.next();
    }
  }

  private void unknown(RoutingContext context, Grant grant) {
    var taken = failures.take(Caller.of(context.request()).key(), System.nanoTime());
    if (taken.granted()) {
      refuse(context, grant, Refusal.UNKNOWN_TOKEN);
      return;
    }
    long seconds = Math.max(1, (taken.moreInNanos() + 999_999_999) / 1_000_000_000);
    context.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    if (context.request().version() != HttpVersion.HTTP_2) {
      context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    refuse(context, grant, Refusal.TOO_MANY);
  }

  private void refuse(RoutingContext context, Grant grant, Refusal refusal) {
    context.put(KEY, grant);
    refusals.count(refusal);
    var response = context.response();
    var scope = grant.needs() == null ? "" : grant.needs().name().toLowerCase(Locale.ROOT);
    switch (refusal) {
      case NO_TOKEN -> {
        response.putHeader(AUTHENTICATE, "Bearer realm=\"sluice\"");
        Problems.write(
            context, 401, "a bearer token is needed (expected: Authorization: Bearer …)");
      }
      case UNKNOWN_TOKEN -> {
        response.putHeader(AUTHENTICATE, "Bearer error=\"invalid_token\"");
        Problems.write(context, 401, "the bearer token is not known (admin.token, admin.tokens)");
      }
      case SCOPE -> {
        response.putHeader(
            AUTHENTICATE, "Bearer error=\"insufficient_scope\", scope=\"" + scope + "\"");
        Problems.write(
            context,
            403,
            "this token does not permit it (expected: one of the scope " + scope + ")");
      }
      case TOO_MANY ->
          Problems.write(
              context, 429, "too many unknown tokens from this address (expected: a known one)");
      case BROWSER -> throw new IllegalArgumentException("not by its token");
    }
  }

  private static @Nullable String candidate(RoutingContext context, String[] fields) {
    String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return header.substring(BEARER.length()).trim();
    }
    for (String field : List.of(fields)) {
      String key = context.request().getHeader(field);
      if (key != null) {
        return key;
      }
    }
    return null;
  }

  /** Whether who was let through would be now; for answers that go on and on. */
  boolean stillAdmits(RoutingContext context) {
    var grant = grant(context);
    var tokens = terms.get().config().tokens();
    if (grant == null || !grant.admitted()) {
      return false;
    }
    var token = grant.token();
    var needs = grant.needs();
    return token == null
        ? tokens.isEmpty()
        : tokens.stream()
            .anyMatch(
                one ->
                    one.secret().equals(token.secret()) && (needs == null || one.permits(needs)));
  }

  /** Null before the call has come so far. */
  static @Nullable Grant grant(RoutingContext context) {
    return context.get(KEY);
  }

  /** Who was let through, for people: the name of the token, or an address where none is set. */
  static String caller(RoutingContext context) {
    var grant = grant(context);
    return grant == null || grant.name() == null ? "unknown" : grant.name();
  }
}
