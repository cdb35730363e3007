package io.sluice.gateway.bootstrap;

import io.sluice.gateway.adapter.caffeine.CaffeineRateLimiter;
import io.sluice.gateway.config.RateLimit;
import io.sluice.gateway.config.RuleSet;
import io.sluice.gateway.spi.RateLimiter;
import java.util.HashMap;
import java.util.Map;

/**
 * What counts against the rate limits of one configuration's rules. A rule that keeps its name and
 * its limit keeps its counts.
 */
final class RateLimiters {
  /** Of one rule; some 20 MB when all of them are in use. */
  private static final long KEYS = 100_000;

  private final Map<String, Counted> byRule = new HashMap<>();

  private record Counted(RateLimit limit, RateLimiter limiter) {}

  RateLimiters(RuleSet rules) {
    this(rules, Map.of());
  }

  private RateLimiters(RuleSet rules, Map<String, Counted> before) {
    for (var rule : rules.rules()) {
      var limit = rule.settings().rateLimit();
      if (limit != null) {
        var known = before.get(rule.name());
        byRule.put(
            rule.name(),
            known != null && known.limit.equals(limit) ? known : new Counted(limit, make(limit)));
      }
    }
  }

  /** Those of the next configuration. */
  RateLimiters next(RuleSet rules) {
    return new RateLimiters(rules, byRule);
  }

  /**
   * @param limit that of the rule
   */
  RateLimiter of(String rule, RateLimit limit) {
    var counted = byRule.get(rule);
    if (counted == null || !counted.limit.equals(limit)) {
      throw new IllegalArgumentException(rule + " has another limit: " + limit);
    }
    return counted.limiter;
  }

  private static RateLimiter make(RateLimit limit) {
    return new CaffeineRateLimiter(
        limit.requests(), limit.period(), limit.burst(), KEYS, System::nanoTime);
  }
}
