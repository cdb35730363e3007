package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.caching.CachePolicy;
import io.sluice.gateway.invalidation.Verdict;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.verticle.ingress.CacheMode;
import io.sluice.gateway.verticle.ingress.OwnRequests.Sought;
import io.sluice.gateway.verticle.lookup.Candidate;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What {@code GET /cache/explain} tells about one request. */
final class Explanation {
  private final AdminServices services;
  private final Sought sought;
  private final boolean trusted;
  private final long nowMillis;

  /**
   * One tier.
   *
   * @param variants stored for the key, as far as the tier tells
   * @param matching the one that the request matches, whatever became of it; or null
   * @param candidate what the tier alone would have done about the request
   */
  record Tier(
      String name,
      boolean available,
      int variants,
      @Nullable CacheEntry matching,
      Candidate candidate) {}

  Explanation(AdminServices services, Sought sought) {
    this.services = services;
    this.sought = sought;
    this.trusted = services.validity().trusted();
    this.nowMillis = System.currentTimeMillis();
  }

  /**
   * @param tiers in the order in which they are asked
   */
  JsonObject json(List<Tier> tiers) {
    var head = sought.head();
    var key = sought.key();
    var json =
        new JsonObject()
            .put("node", services.incarnation())
            .put("request", head.method() + " " + head.target().uri());
    var verdict = verdict(tiers);
    json.put("outcome", verdict.outcome()).put("why", verdict.why());
    if (verdict.reason() != null) {
      json.put("reason", verdict.reason());
    }
    json.put("rule", sought.policy().rule())
        .put("policy", policy())
        .put(
            "key",
            key == null
                ? null
                : new JsonObject().put("text", key.text()).put("digest", key.digest()))
        .put("trusted", trusted);
    var shown = new JsonArray();
    tiers.forEach(tier -> shown.add(tier(tier)));
    return json.put("tiers", shown);
  }

  private Verdicts.Verdict verdict(List<Tier> tiers) {
    if (services.mode().mode() == CacheMode.Mode.BYPASS) {
      return Verdicts.bypass("the cache is switched off: PUT /cache/mode");
    }
    if (sought.key() == null) {
      return Verdicts.withoutKey(sought);
    }
    return Verdicts.of(tiers, trusted);
  }

  private JsonObject policy() {
    var terms = sought.policy().forRequest();
    var pool = sought.policy().pool();
    var json =
        new JsonObject()
            .put("cache", terms.cache())
            .put("methods", new JsonArray(List.copyOf(new TreeSet<>(terms.methods()))))
            .put("consistency", lower(terms.consistency()))
            .put("honourRequestDirectives", terms.honourRequestDirectives())
            .put("cookies", lower(terms.cookies()));
    put(json, "ttlSeconds", terms.ttl());
    put(json, "negativeTtlSeconds", terms.negativeTtl());
    windows(json, terms);
    return json.put("override", terms.override())
        .put("immutable", terms.immutable())
        .put("upstream", pool == null ? null : pool.name());
  }

  private static void windows(JsonObject json, CachePolicy terms) {
    put(json, "staleWhileRevalidateSeconds", terms.staleWhileRevalidate());
    put(json, "staleIfErrorSeconds", terms.staleIfError());
  }

  private static void put(JsonObject json, String name, @Nullable Duration duration) {
    if (duration != null) {
      json.put(name, duration.toSeconds());
    }
  }

  private JsonObject tier(Tier tier) {
    var json =
        new JsonObject()
            .put("tier", tier.name())
            .put("available", tier.available())
            .put("variants", tier.variants());
    var entry = tier.matching();
    return entry == null ? json : json.put("entry", entry(entry));
  }

  private JsonObject entry(CacheEntry entry) {
    var stored = entry.response();
    var freshness = stored.freshness();
    var json =
        new JsonObject()
            .put("status", stored.status())
            .put("bytes", entry.body().length())
            .put("stored", Instant.ofEpochMilli(stored.responseTimeMillis()).toString())
            .put("validity", validity(entry))
            .put("ageSeconds", stored.currentAgeSeconds(nowMillis))
            .put("lifetimeSeconds", freshness.lifetimeSeconds())
            .put("lifetimeFrom", lower(freshness.source()))
            .put("freshForSeconds", Math.floorDiv(stored.freshForMillis(nowMillis), 1000L))
            .put("noCache", freshness.noCache())
            .put("mustRevalidate", freshness.mustRevalidate())
            .put("immutable", freshness.immutable())
            .put("staleWhileRevalidateSeconds", freshness.staleWhileRevalidateSeconds())
            .put("staleIfErrorSeconds", freshness.staleIfErrorSeconds())
            .put("validator", stored.hasValidator());
    if (!sought.policy().serves(entry)) {
      json.put("servedByRule", false);
    }
    return json.put("vary", new JsonArray(stored.vary().names()))
        .put("tags", Findings.tags(stored.tags()));
  }

  private String validity(CacheEntry entry) {
    var verdict = services.validity().checkTable(entry.stamp());
    if (verdict == Verdict.INVALID) {
      return "invalidated";
    }
    if (!trusted || services.validity().isForgotten(entry.stamp())) {
      return "unconfirmed";
    }
    return verdict == Verdict.SOFT_STALE ? "softly invalidated" : "valid";
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
