package io.sluice.gateway.message;

import java.time.Duration;

/**
 * Limits of fetching what may be stored and shared. Each configuration has its own, be they equal:
 * by it requests of different configurations are told apart, which share no fetch.
 */
public final class FetchLimits {
  private final long maxObjectBytes;
  private final Duration collapseTimeout;

  public FetchLimits(long maxObjectBytes, Duration collapseTimeout) {
    this.maxObjectBytes = maxObjectBytes;
    this.collapseTimeout = collapseTimeout;
  }

  /** Larger bodies are passed through. */
  public long maxObjectBytes() {
    return maxObjectBytes;
  }

  /** How long a request waits for another's fetch before it makes its own. */
  public Duration collapseTimeout() {
    return collapseTimeout;
  }
}
