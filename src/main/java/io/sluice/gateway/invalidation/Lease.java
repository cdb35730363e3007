package io.sluice.gateway.invalidation;

import java.time.Duration;

/**
 * The right to trust the table, from the moment the heartbeat that earned it was <em>sent</em>.
 *
 * <p>It ends as soon as either clock has advanced by its length: the monotonic one, which cannot be
 * set, or the wall clock, which also counts the time that a virtual machine was suspended. A step
 * of the wall clock can shorten it only.
 */
record Lease(long sentNanos, long sentWallMillis, long nanos, long millis) {
  /** No right at all. */
  static final Lease NONE = new Lease(0, 0, 0, 0);

  /** The right of a node without a shared log. */
  static final Lease UNBOUNDED = new Lease(0, 0, Long.MAX_VALUE, Long.MAX_VALUE);

  static Lease from(long sentNanos, long sentWallMillis, Duration length) {
    return new Lease(sentNanos, sentWallMillis, length.toNanos(), length.toMillis());
  }

  boolean live(LeaseClock clock) {
    if (nanos == 0 || nanos == Long.MAX_VALUE) {
      return nanos != 0;
    }
    return clock.nanoTime() - sentNanos < nanos && clock.wallMillis() - sentWallMillis < millis;
  }

  /** Milliseconds until it ends, 0 if it has. */
  long remainingMillis(LeaseClock clock) {
    if (!live(clock) || nanos == Long.MAX_VALUE) {
      return nanos == Long.MAX_VALUE ? Long.MAX_VALUE : 0;
    }
    long left = (nanos - (clock.nanoTime() - sentNanos)) / 1_000_000;
    return Math.max(0, Math.min(left, millis - (clock.wallMillis() - sentWallMillis)));
  }
}
