package io.sluice.gateway.adapter.redis;

import io.sluice.gateway.testing.EventLoop;
import io.sluice.gateway.testing.RealRedis;
import io.vertx.core.Vertx;

/** An event loop with a connected link to a server, for the tests of what is built upon it. */
final class LinkedRedis implements AutoCloseable {

  final Vertx vertx = Vertx.vertx();
  final EventLoop loop = new EventLoop(vertx);
  final RedisEndpoint endpoint;
  final RedisLink link;
  final RedisValues values;

  LinkedRedis(RealRedis server) {
    endpoint = new RedisEndpoint(RedisSettings.of(server.uri()));
    link = loop.call(() -> RedisLink.open(vertx, endpoint));
    values = new RedisValues(link);
    loop.until(link::connected);
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
