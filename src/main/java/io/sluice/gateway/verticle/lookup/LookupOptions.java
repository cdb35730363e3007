package io.sluice.gateway.verticle.lookup;

import io.sluice.gateway.config.CacheConfig.Admission;
import java.time.Duration;

/**
 * The limits of storing.
 *
 * @param maxSharedObjectBytes larger bodies are kept out of the shared store
 * @param sharedAdmission which of the others are written to it
 * @param maxKeep how long an entry is kept at most, and for how long one that is stale but has a
 *     validator is kept for the sake of a 304
 */
public record LookupOptions(
    long maxSharedObjectBytes, Admission sharedAdmission, Duration maxKeep) {}
