package io.sluice.gateway.bootstrap;

import io.vertx.core.json.JsonObject;
import java.io.IOException;

/** What a node does a second, from two looks at its counters. */
final class NodeRates {
  private NodeRates() {}

  /**
   * One look.
   *
   * @param stats of {@code GET /cache/stats}
   * @param cluster of {@code GET /cluster}
   */
  record Reading(JsonObject stats, JsonObject cluster, long atNanos) {

    static Reading of(AdminClient node)
        throws IOException, InterruptedException, AdminClient.RefusedException {
      return new Reading(
          node.get("/cache/stats", "/memory", "/redis", "/file", "/origin", "/requests", "/saved"),
          node.get("/cluster", "/node", "/trusted", "/lagMillis", "/members"),
          System.nanoTime());
    }

    private long count(String group, String name) {
      return stats.getJsonObject(group).getLong(name, 0L);
    }

    /** What happened since then; a node that has begun anew meanwhile counts from nothing. */
    JsonObject since(Reading before) {
      double seconds = Math.max(0.001, (atNanos - before.atNanos) / 1e9);
      var perSecond = new JsonObject();
      rate(perSecond, "memory", before, seconds, "memory", "totalHits");
      rate(perSecond, "redis", before, seconds, "redis", "totalHits");
      rate(perSecond, "files", before, seconds, "file", "totalHits");
      rate(perSecond, "origin", before, seconds, "origin", "requests");
      rate(perSecond, "originFailures", before, seconds, "origin", "failures");
      for (var kind : new String[] {"stale", "revalidated", "collapsed", "bypassed", "stored"}) {
        rate(perSecond, kind, before, seconds, "requests", kind);
      }
      rate(perSecond, "evictions", before, seconds, "memory", "evictions");
      rate(perSecond, "redisFailures", before, seconds, "redis", "errors");
      long saved = grown(before, "saved", "originRequests");
      long asked = grown(before, "origin", "requests");
      return new JsonObject()
          .put("node", cluster.getString("node"))
          .put("trusted", cluster.getBoolean("trusted"))
          .put("lagMillis", cluster.getLong("lagMillis"))
          .put("members", cluster.getJsonArray("members").size())
          .put("hitRate", saved + asked == 0 ? 0 : (double) saved / (saved + asked))
          .put("perSecond", perSecond)
          .put("memoryBytes", count("memory", "bytes"))
          .put("memoryMaxBytes", count("memory", "maxBytes"))
          .put("memoryKeys", count("memory", "size"));
    }

    private long grown(Reading before, String group, String name) {
      long now = count(group, name);
      long then = before.count(group, name);
      return now >= then ? now - then : now;
    }

    private void rate(
        JsonObject to, String name, Reading before, double seconds, String group, String counter) {
      to.put(name, grown(before, group, counter) / seconds);
    }
  }
}
