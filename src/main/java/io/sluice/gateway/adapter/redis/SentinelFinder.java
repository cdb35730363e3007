package io.sluice.gateway.adapter.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Finds the master that Sentinels name. */
final class SentinelFinder implements ServerFinder {
  private final Vertx vertx;
  private final RedisEndpoint endpoint;
  private final SentinelUri uri;

  SentinelFinder(Vertx vertx, RedisEndpoint endpoint, SentinelUri uri) {
    this.vertx = vertx;
    this.endpoint = endpoint;
    this.uri = uri;
  }

  @Override
  public Future<String> find() {
    return SentinelQuery.master(vertx, endpoint.settings(), uri);
  }

  @Override
  public String uri(String server) {
    return uri.ofServer(server);
  }

  @Override
  public boolean isStill(String server) {
    return endpoint.isMaster(server);
  }

  @Override
  public void connected(String server) {
    endpoint.masterIs(server);
  }

  @Override
  public boolean mayBeReplica() {
    return true;
  }
}
