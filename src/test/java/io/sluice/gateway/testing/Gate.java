package io.sluice.gateway.testing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds an origin's answer at one point until the test lets it go on. */
public final class Gate {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch opened = new CountDownLatch(1);

  /** Lets through whoever waits and whoever comes later. */
  public void open() {
    opened.countDown();
  }

  /** Returns once an answer has come as far as this gate. */
  public void awaitReached() {
    if (!await(reached)) {
      throw new AssertionError("no answer reached the gate");
    }
  }

  /**
   * Called by the origin.
   *
   * @return false when the test never opened it
   */
  boolean pass() {
    reached.countDown();
    return await(opened);
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
