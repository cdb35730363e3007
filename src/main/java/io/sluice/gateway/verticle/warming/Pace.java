package io.sluice.gateway.verticle.warming;

/** So many a second, evenly; what was not used is good for a tenth of a second. */
final class Pace {
  private static final long CATCH_UP_NANOS = 100_000_000;

  private final long intervalNanos;
  private long nextNanos;

  Pace(int perSecond, long nowNanos) {
    this.intervalNanos = 1_000_000_000L / perSecond;
    this.nextNanos = nowNanos;
  }

  /**
   * Takes a turn if there is one.
   *
   * @return 0, or the milliseconds after which to ask again
   */
  long take(long nowNanos) {
    if (nextNanos - nowNanos > 0) {
      return Math.max(1, (nextNanos - nowNanos) / 1_000_000);
    }
    nextNanos = Math.max(nextNanos, nowNanos - CATCH_UP_NANOS) + intervalNanos;
    return 0;
  }
}
