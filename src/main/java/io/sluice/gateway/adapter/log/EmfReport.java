package io.sluice.gateway.adapter.log;

import io.sluice.gateway.spi.Traffic;
import io.sluice.gateway.spi.Traffic.Result;
import io.sluice.gateway.spi.Traffic.RuleTraffic;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The traffic since the last report in CloudWatch's Embedded Metric Format: a line for the node,
 * and one for each rule that had any. Used by one thread.
 */
public final class EmfReport {
  private static final String NAMESPACE = "Sluice";

  private final Traffic traffic;
  private final String node;
  private final Map<String, Sums> last = new HashMap<>();

  public EmfReport(Traffic traffic, String node) {
    this.traffic = traffic;
    this.node = node;
    lines(0);
  }

  /**
   * @param hits answers from the cache, stale ones included
   * @param misses look-ups for which the origin was asked
   */
  private record Sums(long requests, long hits, long misses, long errors) {
    static final Sums NONE = new Sums(0, 0, 0, 0);

    static Sums of(RuleTraffic rule) {
      return new Sums(
          rule.sum(),
          rule.sum(Result.HIT) + rule.sum(Result.STALE),
          rule.sum(Result.MISS) + rule.sum(Result.REVALIDATED),
          rule.sum(Result.ERROR));
    }

    Sums plus(Sums other) {
      return new Sums(
          requests + other.requests,
          hits + other.hits,
          misses + other.misses,
          errors + other.errors);
    }

    Sums minus(Sums other) {
      return new Sums(
          requests - other.requests,
          hits - other.hits,
          misses - other.misses,
          errors - other.errors);
    }
  }

  /** What has happened since this was last asked. */
  public List<String> lines(long nowMillis) {
    var lines = new ArrayList<String>();
    var all = Sums.NONE;
    for (var rule : traffic.rules().entrySet()) {
      var sums = Sums.of(rule.getValue());
      var before = last.put(rule.getKey(), sums);
      // A rule that was gone for a while counts from nothing.
      boolean anew = before == null || before.requests() > sums.requests();
      var news = sums.minus(anew ? Sums.NONE : before);
      all = all.plus(news);
      if (news.requests() > 0) {
        lines.add(line(nowMillis, news, rule.getKey()));
      }
    }
    last.keySet().retainAll(traffic.rules().keySet());
    lines.add(0, line(nowMillis, all, null));
    return lines;
  }

  private String line(long nowMillis, Sums sums, @Nullable String rule) {
    var metrics = new JsonArray();
    var values = new JsonObject();
    long lookedUp = sums.hits() + sums.misses();
    put(metrics, values, "Requests", "Count", sums.requests());
    // A share of nothing is no number; a zero would set off an alarm at night.
    if (lookedUp > 0) {
      put(metrics, values, "HitRate", "Percent", 100.0 * sums.hits() / lookedUp);
      put(metrics, values, "MissRate", "Percent", 100.0 * sums.misses() / lookedUp);
    }
    if (sums.requests() > 0) {
      put(metrics, values, "ErrorRate", "Percent", 100.0 * sums.errors() / sums.requests());
    }
    var dimensions = new JsonArray().add("node");
    values.put("node", node);
    if (rule != null) {
      dimensions.add("rule");
      values.put("rule", rule);
    }
    var directive =
        new JsonObject()
            .put("Namespace", NAMESPACE)
            .put("Dimensions", new JsonArray().add(dimensions))
            .put("Metrics", metrics);
    var line =
        new JsonObject()
            .put(
                "_aws",
                new JsonObject()
                    .put("Timestamp", nowMillis)
                    .put("CloudWatchMetrics", new JsonArray().add(directive)));
    return line.mergeIn(values).encode();
  }

  private static void put(
      JsonArray metrics, JsonObject values, String name, String unit, Number value) {
    metrics.add(new JsonObject().put("Name", name).put("Unit", unit));
    values.put(name, value);
  }
}
