package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.caching.CacheDecision;
import io.sluice.gateway.caching.ForwardReason;
import io.sluice.gateway.caching.StoredResponse;
import io.sluice.gateway.verticle.admin.Explanation.Tier;
import io.sluice.gateway.verticle.ingress.OwnRequests.Sought;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts into words what the tiers together come to. */
final class Verdicts {
  private static final Map<String, String> NAMES =
      Map.of("l1", "memory", "l2", "Redis", "l3", "the file tier");

  private Verdicts() {}

  /**
   * @param reason why the origin is asked, as in Cache-Status; null where it is not
   */
  record Verdict(String outcome, @Nullable String reason, String why) {}

  static Verdict bypass(String why) {
    return new Verdict("bypass", ForwardReason.BYPASS.token(), why);
  }

  static Verdict withoutKey(Sought sought) {
    var terms = sought.policy().forRequest();
    if (!terms.cache()) {
      return bypass(
          sought.policy().rule() == null
              ? "caching is switched off for it"
              : "the rule says not to cache");
    }
    var method = sought.head().method();
    if (!terms.methods().contains(method)) {
      return new Verdict(
          "bypass",
          ForwardReason.METHOD.token(),
          method + " is not cached" + (sought.policy().rule() == null ? "" : " by this rule"));
    }
    return new Verdict(
        "unknown",
        null,
        "the key of a "
            + method
            + " takes a digest of its content, which cannot be asked for here");
  }

  /** The first tier that can answer decides; else what there is to be validated. */
  static Verdict of(List<Tier> tiers, boolean trusted) {
    var first = tiers.get(0);
    for (var tier : tiers) {
      if (tier.candidate().isUsable()) {
        return answered(tier);
      }
    }
    for (var tier : tiers) {
      if (tier.candidate().entry() != null) {
        return asked(tier, trusted);
      }
    }
    for (var tier : tiers) {
      if (tier.matching() != null) {
        return asked(tier, trusted);
      }
    }
    return asked(first, trusted);
  }

  private static Verdict answered(Tier tier) {
    var where = NAMES.get(tier.name());
    if (tier.candidate().decision() instanceof CacheDecision.Hit hit) {
      return hit.ttlSeconds() < 0
          ? new Verdict(
              "stale",
              null,
              where
                  + " has it, "
                  + -hit.ttlSeconds()
                  + " s past its lifetime, which the request's max-stale allows")
          : new Verdict(
              "hit", null, where + " has it, fresh for another " + hit.ttlSeconds() + " s");
    }
    var stale = (CacheDecision.ServeStaleAndRefresh) tier.candidate().decision();
    return new Verdict(
        "stale",
        null,
        where
            + " has it, "
            + (stale.softPurged()
                ? "softly invalidated"
                : -stale.ttlSeconds()
                    + " s past its lifetime, within the "
                    + stale.stored().freshness().staleWhileRevalidateSeconds()
                    + " s of stale-while-revalidate")
            + ": served once more and refreshed");
  }

  private static Verdict asked(Tier tier, boolean trusted) {
    var candidate = tier.candidate();
    var reason = candidate.reason();
    var entry = candidate.entry();
    String why;
    if (reason == ForwardReason.REQUEST) {
      why = "the request itself asks for the origin: a directive or a condition of it";
    } else if (entry != null) {
      why = NAMES.get(tier.name()) + " has it, " + whyNot(entry.response(), trusted);
    } else if (tier.matching() != null) {
      why = "what is stored is not to be used: it was invalidated, or its rule has changed";
    } else if (reason == ForwardReason.VARY_MISS) {
      why = "what is stored was selected by other values of the fields in its Vary";
    } else {
      why = "nothing is stored for this key";
    }
    if (candidate.decision() instanceof CacheDecision.Unsatisfiable) {
      return new Verdict(
          "unsatisfiable", reason.token(), why + ", and only-if-cached forbids asking: 504");
    }
    boolean validates = candidate.decision() instanceof CacheDecision.Revalidate;
    return new Verdict(validates ? "revalidate" : "miss", reason.token(), why);
  }

  private static String whyNot(StoredResponse stored, boolean trusted) {
    long freshForMillis = stored.freshForMillis(System.currentTimeMillis());
    if (!trusted) {
      return "but this node holds no lease: the origin is asked whether it still holds";
    }
    if (stored.freshness().noCache()) {
      return "but its no-cache wants every use confirmed";
    }
    return freshForMillis > 0
        ? "but softly invalidated"
        : Math.max(0, -freshForMillis / 1000) + " s past its lifetime";
  }
}
