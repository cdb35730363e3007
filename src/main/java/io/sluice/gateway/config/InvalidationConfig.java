package io.sluice.gateway.config;

import java.time.Duration;

/**
 * The invalidation protocol's dials.
 *
 * @param lease T: how long a node trusts its table without hearing from Redis
 * @param heartbeat pause between two renewals; at most a quarter of the lease
 * @param timeout how long an invalidation waits for all nodes unless the request says otherwise
 * @param maxTrackedTags tags remembered in the compacted log; beyond it the floor rises
 * @param refreshRate fetches a second, of all nodes together, that soft invalidations may cause
 */
public record InvalidationConfig(
    Duration lease, Duration heartbeat, Duration timeout, int maxTrackedTags, int refreshRate) {}
