package io.sluice.gateway.bootstrap.consistency;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Does something again and again: next when the last time has ended, or after a quarter of a second
 * if that takes longer. So a node that stands still gets requests all the time, and its answers are
 * judged whenever they come.
 */
final class Loop {
  private static final long PATIENCE_MILLIS = 250;

  /** After a failure, which comes quickly where nobody listens. */
  private static final int FAILURE_PAUSE_MILLIS = 50;

  /** What may be under way at once, for a node that stands still for long. */
  private static final int MOST_UNDER_WAY = 30;

  private final Vertx vertx;
  private final Supplier<Future<?>> action;
  private final IntSupplier pauseMillis;
  private final Promise<Void> ended = Promise.promise();
  private int underWay;
  private boolean stopped;

  /**
   * @param pauseMillis between one end and the next beginning
   */
  Loop(Vertx vertx, Supplier<Future<?>> action, IntSupplier pauseMillis) {
    this.vertx = vertx;
    this.action = action;
    this.pauseMillis = pauseMillis;
  }

  void start() {
    if (stopped) {
      return;
    }
    if (underWay == MOST_UNDER_WAY) {
      vertx.setTimer(PATIENCE_MILLIS, id -> start());
      return;
    }
    underWay++;
    var turn = new Turn();
    turn.timer = vertx.setTimer(PATIENCE_MILLIS, id -> turn.next(1));
    action.get().onComplete(done -> turn.ended(done.succeeded()));
  }

  /** Begins nothing any more; the future is of the end of what is under way. */
  Future<Void> stop() {
    stopped = true;
    if (underWay == 0) {
      ended.tryComplete();
    }
    return ended.future();
  }

  /** One time, which hands over to the next once. */
  private final class Turn {
    private long timer;
    private boolean handedOver;

    private void next(int millis) {
      if (!handedOver) {
        handedOver = true;
        vertx.cancelTimer(timer);
        vertx.setTimer(Math.max(1, millis), id -> start());
      }
    }

    private void ended(boolean well) {
      underWay--;
      next(well ? pauseMillis.getAsInt() : FAILURE_PAUSE_MILLIS);
      if (stopped && underWay == 0) {
        ended.tryComplete();
      }
    }
  }
}
