package io.sluice.gateway.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Waits for what happens on other threads. */
public final class Until {
  private static final long PAUSE_NANOS = 2_000_000;

  private Until() {}

  /** Returns as soon as the condition holds; fails within ten seconds. */
  public static void met(BooleanSupplier condition) {
    met(Duration.ofSeconds(10), condition, () -> "the condition");
  }

  /** Returns once a figure has stopped growing for a quarter of a second. */
  public static void steady(LongSupplier figure) {
    var last = new long[] {-1, 0};
    met(
        () -> {
          long now = figure.getAsLong();
          if (now != last[0]) {
            last[0] = now;
            last[1] = System.nanoTime();
          }
          return now > 0 && System.nanoTime() - last[1] > 250_000_000L;
        });
  }

  /**
   * @param what there is when it fails
   */
  public static void met(Duration patience, BooleanSupplier condition, Supplier<String> what) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + patience.toSeconds() + " s: " + what.get());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
