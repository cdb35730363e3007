package io.sluice.gateway.spi;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Bounds how often something is logged: a bucket of tokens that refills evenly. Not thread-safe.
 */
public final class LogBudget {

  private final int capacity;
  private final long nanosPerToken;
  private final LongSupplier nanoTime;
  private long filledAtNanos;
  private int tokens;
  private long refused;

  public LogBudget(int capacity, Duration refill, LongSupplier nanoTime) {
    this.capacity = capacity;
    this.nanosPerToken = refill.toNanos() / capacity;
    this.nanoTime = nanoTime;
    this.filledAtNanos = nanoTime.getAsLong();
    this.tokens = capacity;
  }

  /** Whether one more line may be logged now. */
  public boolean take() {
    long earned = (nanoTime.getAsLong() - filledAtNanos) / nanosPerToken;
    if (earned > 0) {
      tokens = (int) Math.min(capacity, tokens + earned);
      filledAtNanos += earned * nanosPerToken;
    }
    if (tokens == 0) {
      refused++;
      return false;
    }
    tokens--;
    return true;
  }

  /** How many lines were refused since this was last asked. */
  public long refusedSinceLast() {
    long result = refused;
    refused = 0;
    return result;
  }
}
