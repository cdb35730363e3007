package io.sluice.gateway.verticle;

import io.sluice.gateway.invalidation.InvalidationNode;
import io.sluice.gateway.invalidation.Peers;
import io.vertx.core.Vertx;

/** Makes a node of the invalidation protocol. */
@FunctionalInterface
public interface InvalidationNodes {
  /**
   * To be called on the event loop that will own it.
   *
   * @param peers the way to the other nodes
   */
  InvalidationNode create(Vertx vertx, Peers peers);
}
