package io.sluice.gateway.bootstrap.consistency;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what happens; belongs to the event loop of the check. */
final class Tally {
  private static final int VIOLATIONS_TOLD = 20;
  private static final int SLOWEST_MILLIS = 60_000;

  private final Map<String, Long> answers = new TreeMap<>();
  private final Map<String, Long> unanswered = new TreeMap<>();
  private final Map<String, Long> refusals = new TreeMap<>();
  private final List<String> violations = new ArrayList<>();
  private final long[] byMillis = new long[SLOWEST_MILLIS + 1];
  private long reads;
  private long succeeded;
  private long pending;
  private long violated;

  /**
   * @param xCache what the gateway says about where the answer came from
   */
  void read(String xCache) {
    reads++;
    answers.merge(xCache, 1L, Long::sum);
  }

  /**
   * @param why a status, or what kept the answer from arriving
   */
  void readFailed(String why) {
    unanswered.merge(why, 1L, Long::sum);
  }

  void violation(String told) {
    violated++;
    if (violations.size() < VIOLATIONS_TOLD) {
      violations.add(told);
    }
  }

  void succeeded(long nanos) {
    succeeded++;
    byMillis[(int) Math.min(SLOWEST_MILLIS, nanos / 1_000_000)]++;
  }

  void pending() {
    pending++;
  }

  /**
   * @param why a status, or what kept the answer from arriving
   */
  void refused(String why) {
    refusals.merge(why, 1L, Long::sum);
  }

  Report report() {
    return new Report(
        reads,
        new TreeMap<>(answers),
        new TreeMap<>(unanswered),
        succeeded,
        pending,
        new TreeMap<>(refusals),
        percentileMillis(50),
        percentileMillis(99),
        violated,
        List.copyOf(violations));
  }

  /** The time within which so many percent of the successes came; 0 without any. */
  private long percentileMillis(int percent) {
    long wanted = (succeeded * percent + 99) / 100;
    long seen = 0;
    for (int millis = 0; millis <= SLOWEST_MILLIS; millis++) {
      seen += byMillis[millis];
      if (seen >= wanted) {
        return millis;
      }
    }
    return SLOWEST_MILLIS;
  }
}
