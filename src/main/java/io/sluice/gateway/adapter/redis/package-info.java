/**
 * Redis as an adapter: one pinned, pipelined connection per event loop that fails fast while Redis
 * is away, in a Redis Cluster one to each shard, and what is built upon it: entries, tag sets,
 * scripts, subscriptions.
 *
 * <p>Start reading at {@link io.sluice.gateway.adapter.redis.RedisEndpoint}, which is shared by the
 * node, {@link io.sluice.gateway.adapter.redis.RedisLink}, of which every event loop has its own,
 * and {@link io.sluice.gateway.adapter.redis.RedisCommands}, which finds the shard. Nothing here
 * needs CONFIG, FLUSHDB or KEYS, which managed services forbid.
 */
@NullMarked
package io.sluice.gateway.adapter.redis;

import org.jspecify.annotations.NullMarked;
