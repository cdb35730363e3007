package io.sluice.gateway.adapter.redis;

import io.vertx.core.Future;

/**
 * Where the server is that a connection is to lead to, if that can change. Used on one event loop.
 */
interface ServerFinder {

  /**
   * Asks.
   *
   * @return what the server is known by; or a {@link RedisException}, within the connect timeout
   */
  Future<String> find();

  /** Its URI, for the client. */
  String uri(String server);

  /** Whether no other has been found since. */
  boolean isStill(String server);

  /** A connection to it has been made. */
  void connected(String server);

  /** Whether it must say itself that it is a master, since whoever named it may be behind. */
  boolean mayBeReplica();

  /** Whether a refusal means that another server is meant now. */
  default boolean isElsewhere(RedisException refusal) {
    return refusal.isFromReplica();
  }

  /** One whose place never changes; the name in the URI may lead to another server some day. */
  static ServerFinder fixed(String uri) {
    return new ServerFinder() {
      @Override
      public Future<String> find() {
        return Future.succeededFuture(uri);
      }

      @Override
      public String uri(String server) {
        return server;
      }

      @Override
      public boolean isStill(String server) {
        return true;
      }

      @Override
      public void connected(String server) {}

      @Override
      public boolean mayBeReplica() {
        return false;
      }
    };
  }
}
