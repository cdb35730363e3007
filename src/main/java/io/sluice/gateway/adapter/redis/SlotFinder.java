package io.sluice.gateway.adapter.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Finds the master of a slot of a Redis Cluster. */
final class SlotFinder implements ServerFinder {
  private final Vertx vertx;
  private final RedisEndpoint endpoint;
  private final ClusterMap map;
  private final int slot;

  SlotFinder(Vertx vertx, RedisEndpoint endpoint, ClusterMap map, int slot) {
    this.vertx = vertx;
    this.endpoint = endpoint;
    this.map = map;
    this.slot = slot;
  }

  @Override
  public Future<String> find() {
    return map.refresh(vertx)
        .compose(
            v -> {
              var master = map.master(slot);
              return master != null
                  ? Future.succeededFuture(master)
                  : Future.failedFuture(
                      new RedisException(
                          RedisException.Kind.NOT_CONNECTED,
                          "no server of the Cluster holds slot "
                              + slot
                              + (slot == HashSlot.OF_LOG ? ", that of the invalidation log" : "")));
            });
  }

  @Override
  public String uri(String server) {
    return map.uri(server);
  }

  @Override
  public boolean isStill(String server) {
    return server.equals(map.master(slot));
  }

  @Override
  public void connected(String server) {
    if (slot == HashSlot.OF_LOG) {
      endpoint.masterIs(server);
    }
  }

  @Override
  public boolean mayBeReplica() {
    return true;
  }

  @Override
  public boolean isElsewhere(RedisException refusal) {
    var redirection = refusal.redirection();
    return refusal.isFromReplica() || (redirection != null && !redirection.ask());
  }
}
