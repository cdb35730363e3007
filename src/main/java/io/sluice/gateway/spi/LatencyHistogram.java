package io.sluice.gateway.spi;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts durations in fixed buckets. Recording is two striped additions and allocates nothing; safe
 * from any thread.
 */
public final class LatencyHistogram {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;

  /** From a hit in memory to an origin that makes its clients wait. */
  private static final long[] BOUNDS_NANOS = {
    50 * MICRO,
    100 * MICRO,
    250 * MICRO,
    500 * MICRO,
    MILLI,
    2500 * MICRO,
    5 * MILLI,
    10 * MILLI,
    25 * MILLI,
    50 * MILLI,
    100 * MILLI,
    250 * MILLI,
    500 * MILLI,
    SECOND,
    2500 * MILLI,
    5 * SECOND,
    10 * SECOND
  };

  private final LongAdder[] buckets = new LongAdder[BOUNDS_NANOS.length + 1];
  private final LongAdder sumNanos = new LongAdder();

  public LatencyHistogram() {
    Arrays.setAll(buckets, i -> new LongAdder());
  }

  /**
   * Counts {@code times} requests that took this long.
   *
   * @param times 1, or how many a sampled one stands for
   */
  public void record(long nanos, int times) {
    int bucket = 0;
    while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
      bucket++;
    }
    buckets[bucket].add(times);
    sumNanos.add(nanos * times);
  }

  /** Upper bounds of the buckets, included; the last is infinite. */
  public static double[] boundsSeconds() {
    var bounds = Arrays.copyOf(Arrays.stream(BOUNDS_NANOS).asDoubleStream().toArray(), SIZE);
    for (int i = 0; i < BOUNDS_NANOS.length; i++) {
      bounds[i] /= SECOND;
    }
    bounds[BOUNDS_NANOS.length] = Double.POSITIVE_INFINITY;
    return bounds;
  }

  private static final int SIZE = BOUNDS_NANOS.length + 1;

  /** What each bucket holds, without those below it. */
  public long[] counts() {
    return Arrays.stream(buckets).mapToLong(LongAdder::sum).toArray();
  }

  public double sumSeconds() {
    return sumNanos.sum() / (double) SECOND;
  }
}
