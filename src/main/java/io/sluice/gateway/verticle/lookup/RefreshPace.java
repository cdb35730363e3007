package io.sluice.gateway.verticle.lookup;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * Bounds the fetches that soft invalidations cause: this node's share of a rate that all nodes keep
 * together. Without it, one soft purge of a popular tag would send the origin everything at once.
 * Shared by all event loops of the node.
 */
public final class RefreshPace {
  private static final long SECOND = 1_000_000_000;

  /** What was not taken in time is lost but for this much. */
  private static final long CATCH_UP_NANOS = SECOND / 10;

  private volatile int perSecond;
  private final IntSupplier nodes;
  private final AtomicLong nextNanos;

  /**
   * @param perSecond of all nodes together, at least 1
   * @param nodes how many there are now
   */
  public RefreshPace(int perSecond, IntSupplier nodes, long nowNanos) {
    this.perSecond = perSecond;
    this.nodes = nodes;
    this.nextNanos = new AtomicLong(nowNanos);
  }

  /**
   * Another rate from now on.
   *
   * @param perSecond as in the constructor
   */
  public void rate(int perSecond) {
    this.perSecond = perSecond;
  }

  /** Whether another fetch may be made now; if so, it is counted. */
  boolean take(long nowNanos) {
    long next = nextNanos.get();
    if (next - nowNanos > 0) {
      return false;
    }
    long behind = Math.min(nowNanos - next, CATCH_UP_NANOS);
    long after = nowNanos - behind + gapNanos();
    // Another loop was quicker: the next request for the entry asks again.
    return nextNanos.compareAndSet(next, after);
  }

  /** What was taken turned out not to need the origin. */
  void giveBack() {
    nextNanos.addAndGet(-gapNanos());
  }

  private long gapNanos() {
    return SECOND * Math.max(1, nodes.getAsInt()) / perSecond;
  }
}
