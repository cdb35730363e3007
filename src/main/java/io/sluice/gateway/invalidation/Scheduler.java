package io.sluice.gateway.invalidation;

/** Runs tasks later on the event loop that owns an {@link InvalidationNode}. */
@FunctionalInterface
public interface Scheduler {
  /**
   * Runs a task once, not earlier than after {@code delayNanos} nanoseconds of monotonic time (0:
   * as soon as possible, but never before this call returns).
   */
  Timer schedule(long delayNanos, Runnable task);

  /** A task that was scheduled. */
  @FunctionalInterface
  interface Timer {
    /** Keeps the task from running; no effect once it has begun. */
    void cancel();
  }
}
