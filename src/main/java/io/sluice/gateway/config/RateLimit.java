package io.sluice.gateway.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many of the requests that a rule governs are served.
 *
 * @param requests in each period, at least 1
 * @param period at least one second
 * @param burst how many may come at once, at least 1
 * @param key what has a limit of its own
 * @param header the field's name in lower case; not null if and only if {@code key} is HEADER
 */
public record RateLimit(
    int requests, Duration period, int burst, Key key, @Nullable String header) {

  /** What has a limit of its own. */
  public enum Key {
    /** Each address of a client; of IPv6, each network of 64 bits. */
    CLIENT,
    /** Each value of a request field. */
    HEADER,
    /** The rule: all its requests share one limit. */
    RULE
  }
}
