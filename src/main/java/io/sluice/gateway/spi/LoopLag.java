package io.sluice.gateway.spi;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * By how much timers of the event loops were late: the most in the last one to two windows, by
 * loop. Each loop writes its own; safe to read from any thread.
 */
public final class LoopLag {
  private static final long WINDOW_NANOS = 30_000_000_000L;

  private final AtomicLongArray current;
  private final AtomicLongArray previous;
  private final AtomicLongArray beganNanos;

  public LoopLag(int loops) {
    current = new AtomicLongArray(loops);
    previous = new AtomicLongArray(loops);
    beganNanos = new AtomicLongArray(loops);
  }

  /** On the event loop of this number. */
  public void late(int loop, long lagNanos, long nowNanos) {
    if (nowNanos - beganNanos.get(loop) > WINDOW_NANOS) {
      previous.set(loop, current.get(loop));
      current.set(loop, 0);
      beganNanos.set(loop, nowNanos);
    }
    current.set(loop, Math.max(current.get(loop), lagNanos));
  }

  public int loops() {
    return current.length();
  }

  public double seconds(int loop) {
    return Math.max(current.get(loop), previous.get(loop)) / 1e9;
  }
}
