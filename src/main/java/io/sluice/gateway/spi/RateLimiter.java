package io.sluice.gateway.spi;

/** Grants requests at a bounded rate to each of any number of keys. Safe from any thread. */
public interface RateLimiter {

  /**
   * Asks for one request.
   *
   * @param nowNanos as {@link System#nanoTime}
   */
  Taken take(String key, long nowNanos);

  /**
   * @param granted whether the request may be served
   * @param remaining how many more would be, now
   * @param moreInNanos when there will be one more than that; greater than zero
   */
  record Taken(boolean granted, int remaining, long moreInNanos) {}
}
