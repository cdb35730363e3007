package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.config.RateLimit;
import io.sluice.gateway.config.Rule;
import io.sluice.gateway.spi.RateLimiter;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A rule's rate limit, made ready for use.
 *
 * @param policy the value of RateLimit-Policy
 * @param name of the policy, as a structured field's string
 */
record RateTerms(RateLimit limit, RateLimiter limiter, String name, String policy) {

  /** Null where the rule has no limit. */
  static @Nullable RateTerms of(Rule rule, Function<Rule, RateLimiter> limiters) {
    var limit = rule.settings().rateLimit();
    if (limit == null) {
      return null;
    }
    // Names of rules need no escaping.
    String name = '"' + rule.name() + '"';
    String policy = name + ";q=" + limit.requests() + ";w=" + limit.period().toSeconds();
    if (limit.burst() != limit.requests()) {
      policy += ";sluice-burst=" + limit.burst();
    }
    return new RateTerms(limit, limiters.apply(rule), name, policy);
  }
}
