package io.sluice.gateway.verticle;

import io.sluice.gateway.invalidation.InvalidationNode;
import io.vertx.core.Vertx;

/** Makes a node of the invalidation protocol. */
@FunctionalInterface
public interface InvalidationNodes {
  /** To be called on the event loop that will own it. */
  InvalidationNode create(Vertx vertx);
}
