package io.sluice.gateway.bootstrap;

import io.sluice.gateway.adapter.caffeine.CaffeineRateLimiter;
import io.sluice.gateway.config.RateLimit;
import io.sluice.gateway.config.Rule;
import io.sluice.gateway.config.RuleMatch;
import io.sluice.gateway.config.RuleSet;
import io.sluice.gateway.spi.RateLimiter;
import java.util.HashMap;
import java.util.Map;

/**
 * What counts against the rate limits of one configuration's rules. Where the next configuration
 * limits the same requests in the same way, it goes on counting; names, of which many a rule has
 * none, do not matter.
 */
final class RateLimiters {
  /** Of one rule; some 20 MB when all of them are in use. */
  private static final long KEYS = 100_000;

  private final Map<Limited, RateLimiter> limiters = new HashMap<>();

  private record Limited(RuleMatch requests, RateLimit limit) {}

  RateLimiters(RuleSet rules) {
    this(rules, Map.of());
  }

  private RateLimiters(RuleSet rules, Map<Limited, RateLimiter> before) {
    for (var rule : rules.rules()) {
      var limit = rule.settings().rateLimit();
      if (limit != null) {
        var limited = new Limited(rule.match(), limit);
        var known = before.get(limited);
        limiters.put(limited, known == null ? make(limit) : known);
      }
    }
  }

  /** Those of the next configuration. */
  RateLimiters next(RuleSet rules) {
    return new RateLimiters(rules, limiters);
  }

  /**
   * @param rule one of the configuration's that has a limit
   */
  RateLimiter of(Rule rule) {
    var limit = rule.settings().rateLimit();
    var limiter = limit == null ? null : limiters.get(new Limited(rule.match(), limit));
    if (limiter == null) {
      throw new IllegalArgumentException(rule.name() + " has no limit here");
    }
    return limiter;
  }

  private static RateLimiter make(RateLimit limit) {
    return new CaffeineRateLimiter(
        limit.requests(), limit.period(), limit.burst(), KEYS, System::nanoTime);
  }
}
