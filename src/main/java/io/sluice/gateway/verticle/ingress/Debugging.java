package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.CacheStatus;
import io.sluice.gateway.caching.StoredResponse;
import io.sluice.gateway.config.AdminConfig.AccessToken;
import io.sluice.gateway.config.AdminConfig.Scope;
import io.sluice.gateway.message.RequestPolicy;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells who carries a token with the scope {@code debug} what the answer was decided by: in
 * Cache-Status, where everybody else's ends before it.
 */
final class Debugging {
  /** The request field with the token; the origin never sees it. */
  static final String FIELD = "x-sluice-debug";

  private final List<AccessToken> tokens;

  /**
   * @param tokens all of the admin port
   */
  Debugging(List<AccessToken> tokens) {
    this.tokens = tokens.stream().filter(token -> token.permits(Scope.DEBUG)).toList();
  }

  /** The Cache-Status of an answer, with what a request with the token gets to see beside it. */
  String explained(
      String cacheStatus,
      HttpServerRequest request,
      RequestPolicy policy,
      @Nullable CacheKey key,
      @Nullable StoredResponse stored) {
    return explainsTo(request)
        ? CacheStatus.explained(
            cacheStatus, key, policy.rule(), stored == null ? null : stored.freshness())
        : cacheStatus;
  }

  /** Whether who sent the request gets to see it. */
  boolean explainsTo(HttpServerRequest request) {
    String candidate = tokens.isEmpty() ? null : request.getHeader(FIELD);
    if (candidate == null) {
      return false;
    }
    boolean permitted = false;
    // All of them, so that the time tells nothing about which one matched.
    for (var token : tokens) {
      permitted |= token.secret().matches(candidate);
    }
    return permitted;
  }
}
