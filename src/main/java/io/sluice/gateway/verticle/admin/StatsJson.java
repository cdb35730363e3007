package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.spi.FileStore;
import io.sluice.gateway.spi.LocalStore;
import io.vertx.core.json.JsonObject;

/**
 * The figures of {@code GET /cache/stats}: what the rules-proxy of old showed under its names, and
 * ours beside them. Counts since the start of the node; they only grow.
 */
final class StatsJson {
  private StatsJson() {}

  static JsonObject of(
      LocalStore local, FileStore files, Counters counters, double pricePerMillion) {
    var stats = local.stats();
    long hits = counters.sum(Event.L1_HIT);
    long misses = counters.sum(Event.L1_MISS);
    return new JsonObject()
        .put(
            "memory",
            new JsonObject()
                .put("size", stats.keys())
                .put("bytes", stats.weightBytes())
                .put("maxBytes", stats.maxBytes())
                .put("evictions", stats.evictions())
                .put("hitRate", rate(hits, misses))
                .put("totalHits", hits)
                .put("totalMisses", misses))
        .put(
            "redis",
            new JsonObject()
                .put("hitRate", rate(counters.sum(Event.L2_HIT), counters.sum(Event.L2_MISS)))
                .put("totalHits", counters.sum(Event.L2_HIT))
                .put("totalMisses", counters.sum(Event.L2_MISS))
                .put("errors", counters.sum(Event.L2_ERROR)))
        .put("file", file(files.stats(), counters))
        .put("requests", requests(counters))
        .put("saved", saved(counters, pricePerMillion))
        .put(
            "origin",
            new JsonObject()
                .put("requests", counters.sum(Event.ORIGIN_REQUEST))
                .put("failures", counters.sum(Event.ORIGIN_FAILURE))
                .put("requestsSaved", counters.originRequestsSaved())
                .put("bytesSaved", counters.sum(Event.BYTES_SAVED)));
  }

  /** The cost to a millionth, which a price of six decimals can tell. */
  private static JsonObject saved(Counters counters, double pricePerMillion) {
    long requests = counters.originRequestsSaved();
    return new JsonObject()
        .put("originRequests", requests)
        .put("bytes", counters.sum(Event.BYTES_SAVED))
        .put("cost", Math.round(requests * pricePerMillion) / 1e6);
  }

  /** Adds what Redis tells: bytes in use, and of each database how many keys it has. */
  static JsonObject withInfo(JsonObject redis, JsonObject info) {
    var keyspace = new JsonObject();
    for (var field : info) {
      if (field.getKey().matches("db\\d+")) {
        keyspace.put(field.getKey(), field.getValue());
      }
    }
    return redis.put("memory", info.getString("used_memory")).put("keyspace", keyspace);
  }

  /** {@code size} in bytes, {@code files} the responses stored. */
  private static JsonObject file(FileStore.Stats stats, Counters counters) {
    long hits = counters.sum(Event.L3_HIT);
    long misses = counters.sum(Event.L3_MISS);
    return new JsonObject()
        .put("size", stats.bytes())
        .put("files", stats.entries())
        .put("maxBytes", stats.maxBytes())
        .put("evictions", stats.evictions())
        .put("hitRate", rate(hits, misses))
        .put("totalHits", hits)
        .put("totalMisses", misses)
        .put("errors", counters.sum(Event.L3_ERROR))
        .put("skipped", counters.sum(Event.L3_SKIPPED))
        .put("available", stats.available());
  }

  private static JsonObject requests(Counters counters) {
    return new JsonObject()
        .put("stale", counters.sum(Event.STALE))
        .put("revalidated", counters.sum(Event.REVALIDATED))
        .put("collapsed", counters.sum(Event.COLLAPSED))
        .put("bypassed", counters.sum(Event.BYPASS))
        .put("refused", counters.sum(Event.REFUSED))
        .put("stored", counters.sum(Event.STORED))
        .put("notStored", counters.sum(Event.NOT_STORED));
  }

  /** Hits among all look-ups, 0 to 1; 0 without any. */
  private static double rate(long hits, long misses) {
    long all = hits + misses;
    return all == 0 ? 0 : Math.round(10_000.0 * hits / all) / 10_000.0;
  }
}
