package io.sluice.gateway.adapter.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One question to one server, over a connection of its own. */
final class ServerQuery {
  private ServerQuery() {}

  /** The answer, or a {@link RedisException} within the connect timeout. */
  static <T> Future<T> ask(
      Vertx vertx,
      RedisSettings settings,
      RedisLogin login,
      String uri,
      Function<RedisConnection, Future<T>> question) {
    long mostMillis = settings.connectTimeout().toMillis();
    return ServerUri.dialable(vertx, uri)
        .timeout(mostMillis, TimeUnit.MILLISECONDS)
        .compose(
            dialable -> {
              var client = Redis.createClient(vertx, options(settings, login, dialable));
              return client
                  .connect()
                  .compose(question)
                  .timeout(mostMillis, TimeUnit.MILLISECONDS)
                  .onComplete(done -> client.close());
            })
        .recover(failure -> Future.failedFuture(RedisException.of(failure)));
  }

  private static RedisOptions options(RedisSettings settings, RedisLogin login, String uri) {
    var options =
        new RedisOptions()
            .setConnectionString(uri)
            .setPreferredProtocolVersion(ProtocolVersion.RESP2)
            .setMaxPoolSize(1)
            .setPoolCleanerInterval(-1)
            .setPoolRecycleTimeout(-1)
            .setNetClientOptions(settings.netOptions());
    login.applyTo(options);
    return options;
  }
}
