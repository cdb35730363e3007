package io.sluice.gateway.verticle.lookup;

import java.time.Duration;

/**
 * The limits of looking up and storing.
 *
 * @param maxObjectBytes larger bodies are passed through
 * @param maxSharedObjectBytes larger bodies are kept out of the shared store
 * @param collapseTimeout how long a request waits for another's fetch before it makes its own
 * @param maxKeep how long an entry is kept at most, and for how long one that is stale but has a
 *     validator is kept for the sake of a 304
 */
public record LookupOptions(
    long maxObjectBytes, long maxSharedObjectBytes, Duration collapseTimeout, Duration maxKeep) {}
