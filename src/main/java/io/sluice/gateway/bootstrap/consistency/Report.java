package io.sluice.gateway.bootstrap.consistency;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a check has found.
 *
 * @param reads answers that were judged
 * @param answers the same by their X-Cache
 * @param failedReads without an answer that could be judged, by status or error
 * @param succeeded invalidations whose receipt was complete
 * @param pending committed, but not confirmed by every node in time
 * @param refused not committed, or nobody knows; by status or error
 * @param p50Millis within which half of the successes came
 * @param p99Millis within which 99 % of them came
 * @param violated reads that were older than they may be
 * @param violations the first of them, told in full
 */
public record Report(
    long reads,
    Map<String, Long> answers,
    Map<String, Long> failedReads,
    long succeeded,
    long pending,
    Map<String, Long> refused,
    long p50Millis,
    long p99Millis,
    long violated,
    List<String> violations) {
  private static final int LEAST_HIT_PERCENT = 5;

  /** Answers from a store, which are those that can be wrong. */
  public long hits() {
    return answers.getOrDefault("HIT", 0L);
  }

  public double hitPercent() {
    return reads == 0 ? 0 : 100.0 * hits() / reads;
  }

  /** Whether it means anything that no violation was found. */
  public boolean proves() {
    return succeeded > 0 && hitPercent() >= LEAST_HIT_PERCENT;
  }

  /** In one line, for progress. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "%d reads, %.0f %% hits, %d invalidations, %d violations",
        reads,
        hitPercent(),
        succeeded,
        violated);
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    row(text, "reads", reads + " " + answers + ", " + sum(failedReads) + " failed " + failedReads);
    row(text, "hits", String.format(Locale.ROOT, "%d (%.1f %%)", hits(), hitPercent()));
    row(
        text,
        "invalidations",
        succeeded + " succeeded, " + pending + " pending, " + sum(refused) + " failed " + refused);
    row(text, "latency", "p50 " + p50Millis + " ms, p99 " + p99Millis + " ms");
    row(text, "violations", String.valueOf(violated));
    violations.forEach(violation -> text.append('\n').append(violation).append('\n'));
    return text.toString();
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static void row(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "%-14s %s%n", name, value));
  }
}
