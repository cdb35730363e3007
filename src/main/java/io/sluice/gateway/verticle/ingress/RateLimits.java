package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.config.HttpConfig;
import io.sluice.gateway.config.RateLimit;
import io.sluice.gateway.message.GatewayFailure;
import io.sluice.gateway.message.GatewayFailure.Kind;
import io.sluice.gateway.verticle.ClientAddress;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Counts a request against its rule's rate limit, and tells the client how it stands in RateLimit
 * and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-10).
 */
final class RateLimits {
  private static final CharSequence RATE_LIMIT = HttpHeaders.createOptimized("ratelimit");
  private static final CharSequence POLICY = HttpHeaders.createOptimized("ratelimit-policy");

  /** Longer values are known by their digests, so that the table of keys is bounded in bytes. */
  private static final int MAX_KEY_CHARS = 64;

  private static final long SECOND_NANOS = 1_000_000_000L;

  private final HttpConfig http;

  RateLimits(HttpConfig http) {
    this.http = http;
  }

  /**
   * Takes one request of the limit; its answer will say what is left.
   *
   * @return why the request is refused, or null when it is not
   */
  @Nullable GatewayFailure refusal(HttpServerRequest request, RequestHead head, RateTerms terms) {
    var taken = terms.limiter().take(key(request, head, terms.limit()), System.nanoTime());
    long seconds = (taken.moreInNanos() + SECOND_NANOS - 1) / SECOND_NANOS;
    request
        .response()
        .headers()
        .set(POLICY, terms.policy())
        .set(RATE_LIMIT, terms.name() + ";r=" + taken.remaining() + ";t=" + seconds);
    return taken.granted()
        ? null
        : new GatewayFailure(
            Kind.RATE_LIMITED,
            "more requests than "
                + terms.limit().requests()
                + " in "
                + terms.limit().period().toSeconds()
                + " s",
            seconds);
  }

  private String key(HttpServerRequest request, RequestHead head, RateLimit limit) {
    if (limit.key() == RateLimit.Key.RULE) {
      return "";
    }
    String field = limit.header();
    String value = field == null ? null : head.fields().joined(field);
    if (value != null) {
      // No address begins like this: who leaves the field out counts apart.
      return '=' + (value.length() > MAX_KEY_CHARS ? digest(value) : value);
    }
    return ClientAddress.key(
        ClientAddress.of(
            OriginFields.peer(request), head.fields(), http.forwarded(), http.trustedProxies()));
  }

  private static String digest(String value) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(value.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Removes every field but those that tell of the limit. */
  static void clearOthers(MultiMap headers) {
    String policy = headers.get(POLICY);
    String standing = headers.get(RATE_LIMIT);
    headers.clear();
    if (policy != null && standing != null) {
      headers.set(POLICY, policy).set(RATE_LIMIT, standing);
    }
  }
}
