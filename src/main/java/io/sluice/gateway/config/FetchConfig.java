package io.sluice.gateway.config;

import java.time.Duration;

/**
 * Limits of fetching from an upstream.
 *
 * @param connectTimeout for the connection and its TLS handshake
 * @param firstByteTimeout from the request being sent to the response's head
 * @param totalTimeout from the request's arrival to the end of the response; zero = none
 * @param idleTimeout a pooled connection unused for so long is closed
 * @param poolSize connections per origin and event loop
 * @param queueSize requests that may wait for a connection, per origin and event loop; beyond it
 *     503
 * @param maxConcurrency requests that one origin may have under way, for all event loops; beyond it
 *     503; 0 = no limit
 * @param retries further attempts of a safe or idempotent request of which no response byte has
 *     arrived; 0 = none
 * @param retryBudget further attempts in percent of the requests, beside a few a second
 */
public record FetchConfig(
    Duration connectTimeout,
    Duration firstByteTimeout,
    Duration totalTimeout,
    Duration idleTimeout,
    int poolSize,
    int queueSize,
    int maxConcurrency,
    int retries,
    int retryBudget,
    Breaker breaker) {

  /**
   * When an origin is left alone for a while.
   *
   * @param maxFailures failures within the window that open the circuit
   * @param rollingWindow at least 1 s
   * @param resetTimeout how long the circuit stays open before one request tries again
   */
  public record Breaker(int maxFailures, Duration rollingWindow, Duration resetTimeout) {}
}
