package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.invalidation.ProtocolStatus;
import io.sluice.gateway.spi.LatencyHistogram;
import io.sluice.gateway.spi.SharedStoreAdmin;
import io.sluice.gateway.spi.TopRequests;
import io.sluice.gateway.spi.TopRequests.Frequent;
import io.sluice.gateway.spi.Traffic;
import io.sluice.gateway.spi.Traffic.Result;
import io.sluice.gateway.spi.Traffic.Tier;
import io.sluice.gateway.spi.UpstreamStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One snapshot of {@code GET /cache/live}: the node at one moment, as the dashboard shows it. */
final class LiveJson {
  private static final int TOP = 12;
  private static final List<Double> BOUNDS_SECONDS =
      Arrays.stream(LatencyHistogram.boundsSeconds()).filter(Double::isFinite).boxed().toList();

  private LiveJson() {}

  /**
   * @param status null while the invalidation verticle does not answer
   * @param store null when it is disabled by configuration
   */
  static JsonObject of(
      AdminServices services,
      @Nullable ProtocolStatus status,
      @Nullable SharedStoreAdmin store,
      long nowMillis) {
    var traffic = services.traffic();
    return new JsonObject()
        .put("time", nowMillis)
        .put("node", services.incarnation())
        .put("mode", word(services.mode().mode()))
        .put("redis", RedisState.word(store))
        .put("requests", requests(traffic))
        .put("latency", latency(traffic))
        .put(
            "stats",
            StatsJson.of(
                services.local(),
                services.files(),
                services.counters(),
                services.terms().get().pricePerMillionOriginRequests()))
        .put("upstreams", upstreams(services.upstreams().get()))
        .put("cluster", status == null ? null : ClusterJson.of(status, services.members().get()))
        .put("top", top(traffic.top().top(TOP)));
  }

  /** By how they ended, and by who answered: what no other tier has was answered by memory. */
  private static JsonObject requests(Traffic traffic) {
    var tiers = new JsonObject();
    long elsewhere = 0;
    for (var tier : Tier.values()) {
      if (tier != Tier.L1) { // whose latencies are sampled
        long count = Arrays.stream(traffic.latency(tier).counts()).sum();
        tiers.put(word(tier), count);
        elsewhere += count;
      }
    }
    var results = new JsonObject();
    long all = 0;
    var rules = traffic.rules().values();
    for (var result : Result.values()) {
      long count = rules.stream().mapToLong(rule -> rule.sum(result)).sum();
      results.put(word(result), count);
      all += count;
    }
    return new JsonObject()
        .put("results", results)
        .put("tiers", tiers.put(word(Tier.L1), Math.max(0, all - elsewhere)));
  }

  private static JsonObject latency(Traffic traffic) {
    var tiers = new JsonObject();
    for (var tier : Tier.values()) {
      var counts = new JsonArray();
      Arrays.stream(traffic.latency(tier).counts()).forEach(counts::add);
      tiers.put(word(tier), counts);
    }
    return new JsonObject().put("boundsSeconds", new JsonArray(BOUNDS_SECONDS)).put("tiers", tiers);
  }

  private static JsonArray upstreams(List<UpstreamStatus> pools) {
    var upstreams = new JsonArray();
    for (var pool : pools) {
      var origins = new JsonArray();
      for (var origin : pool.origins()) {
        origins.add(
            new JsonObject()
                .put("url", origin.url())
                .put("up", origin.isUp())
                .put("openCircuits", origin.openCircuits())
                .put("outstanding", origin.outstanding())
                .put("inFlight", origin.inFlight())
                .put("attempts", origin.attempts())
                .put("faults", origin.faults()));
      }
      upstreams.add(
          new JsonObject()
              .put("name", pool.name())
              .put("retries", pool.retries())
              .put("retriesRefused", pool.retriesRefused())
              .put("overloaded", pool.overloaded())
              .put("origins", origins));
    }
    return upstreams;
  }

  private static JsonObject top(TopRequests.Top top) {
    return new JsonObject().put("urls", frequent(top.urls())).put("tags", frequent(top.tags()));
  }

  /** {@code hits} is a share, 0 to 1. */
  private static JsonArray frequent(List<Frequent> names) {
    var array = new JsonArray();
    for (var one : names) {
      array.add(
          new JsonObject()
              .put("name", one.name())
              .put("perSecond", rounded(one.perSecond()))
              .put("hits", rounded(one.hitsPerSecond() / one.perSecond())));
    }
    return array;
  }

  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
