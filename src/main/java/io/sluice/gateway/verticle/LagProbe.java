package io.sluice.gateway.verticle;

import io.sluice.gateway.spi.LoopLag;
import io.vertx.core.Vertx;

/** Measures by how much a timer of the caller's event loop is late, five times a second. */
final class LagProbe {
  private static final long PERIOD_MILLIS = 200;

  private LagProbe() {}

  /**
   * @return the timer's id
   */
  static long start(Vertx vertx, LoopLag lag, int loop) {
    var due = new long[] {System.nanoTime() + PERIOD_MILLIS * 1_000_000};
    return vertx.setPeriodic(
        PERIOD_MILLIS,
        id -> {
          long now = System.nanoTime();
          // Vert.x plans the next turn after this one: lag does not add up.
          lag.late(loop, Math.max(0, now - due[0]), now);
          due[0] = now + PERIOD_MILLIS * 1_000_000;
        });
  }
}
