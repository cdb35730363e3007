package io.sluice.loadtests;

import java.util.concurrent.atomic.AtomicLongArray;

/** Response times in whole milliseconds; longer ones than a minute count as a minute. */
final class Times {
  private static final int LONGEST = 60_000;

  private final AtomicLongArray counts = new AtomicLongArray(LONGEST + 1);

  void add(int millis) {
    counts.incrementAndGet(Math.max(0, Math.min(LONGEST, millis)));
  }

  long count() {
    long count = 0;
    for (int millis = 0; millis <= LONGEST; millis++) {
      count += counts.get(millis);
    }
    return count;
  }

  double mean() {
    double sum = 0;
    for (int millis = 0; millis <= LONGEST; millis++) {
      sum += (double) millis * counts.get(millis);
    }
    return sum / Math.max(1, count());
  }

  /**
   * @param percent above 0, at most 100: the longest
   */
  double percentile(double percent) {
    long rank = (long) Math.ceil(count() * percent / 100);
    int millis = 0;
    for (long below = counts.get(0); below < rank; below += counts.get(millis)) {
      millis++;
    }
    return millis;
  }
}
