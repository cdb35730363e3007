package io.sluice.gateway.adapter.web;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many requests a pool may be sent again: a share of all its requests, and beside that a few a
 * second, lest a quiet pool have none. Without it, the retries of an outage would add to the load
 * that causes it.
 *
 * <p>One for all event loops, without a lock. The limit may be passed by one request a loop.
 */
final class RetryBudget {
  /** Everything is counted in hundredths of a retry. */
  private static final long RETRY = 100;

  private static final long PER_SECOND = 3 * RETRY;

  private static final long NANOS_EACH = 1_000_000_000L / PER_SECOND;

  /** What a time without failures saves up. */
  private static final long MOST = 10 * PER_SECOND;

  private final int percent;
  private final AtomicLong credit = new AtomicLong(MOST);
  private final AtomicLong paidUntilNanos;

  /**
   * @param percent of the requests
   */
  RetryBudget(int percent, long nowNanos) {
    this.percent = percent;
    this.paidUntilNanos = new AtomicLong(nowNanos);
  }

  /** A request has come. */
  void request() {
    if (credit.get() < MOST) {
      credit.addAndGet(percent);
    }
  }

  /** Whether a request may be sent again; counts it if so. */
  boolean spend(long nowNanos) {
    payFloor(nowNanos);
    long known = credit.get();
    while (known >= RETRY) {
      if (credit.compareAndSet(known, known - RETRY)) {
        return true;
      }
      known = credit.get();
    }
    return false;
  }

  private void payFloor(long nowNanos) {
    long since = paidUntilNanos.get();
    long due = (nowNanos - since) / NANOS_EACH;
    if (due > 0 && paidUntilNanos.compareAndSet(since, since + due * NANOS_EACH)) {
      credit.updateAndGet(left -> Math.max(left, Math.min(MOST, left + due)));
    }
  }
}
