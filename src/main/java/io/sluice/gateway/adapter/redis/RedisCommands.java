package io.sluice.gateway.adapter.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * Commands about keys, each sent to the server that holds the key: the one, or a shard of a Redis
 * Cluster. Every command is answered or failed, by a {@link RedisException}, within its timeout,
 * and at once while there is no connection to that server. Used on the event loop that opened it.
 */
public interface RedisCommands {

  /**
   * Opens what leads to an endpoint; never fails and waits for nothing.
   *
   * @throws IllegalStateException if not called on an event loop
   */
  static RedisCommands open(Vertx vertx, RedisEndpoint endpoint) {
    var map = endpoint.cluster();
    return map == null
        ? RedisLink.open(vertx, endpoint)
        : ClusterCommands.open(vertx, endpoint, map);
  }

  /**
   * Sends a command with the configured timeout.
   *
   * @param key one that the command names; others that it names must be in the same slot
   * @return the reply, null for nil
   */
  Future<@Nullable Response> send(String key, Request request);

  /** Sends a command that must be answered sooner than others. */
  Future<@Nullable Response> send(String key, Request request, Duration timeout);

  /** The value of a key, null for nil; look-ups of one tick travel together. */
  Future<@Nullable Response> get(String key);

  /** Whether some command can be sent at this moment. */
  boolean connected();

  /** What the servers are together. */
  RedisEndpoint endpoint();

  /** What leads to each server that holds keys, by the lowest of its slots. */
  NavigableMap<Integer, RedisLink> servers();
}
