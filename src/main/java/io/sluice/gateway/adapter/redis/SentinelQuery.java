package io.sluice.gateway.adapter.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One question to all Sentinels at once: where the master is.
 *
 * <p>What most of the configured ones say counts, as soon as they do; if fewer answer in time, what
 * most of those say. The first answer alone would not do: a Sentinel that is cut off from the
 * others, or was started a moment ago, goes on to name the old master, and may be the nearest.
 */
final class SentinelQuery {

  private final Vertx vertx;
  private final RedisSettings settings;
  private final SentinelUri uri;
  private final Promise<String> promise = Promise.promise();
  private final Map<String, Integer> votes = new HashMap<>();
  private final List<String> failures = new ArrayList<>();
  private int open;

  private SentinelQuery(Vertx vertx, RedisSettings settings, SentinelUri uri) {
    this.vertx = vertx;
    this.settings = settings;
    this.uri = uri;
    this.open = uri.sentinels().size();
  }

  /** The master's {@code host:port}; fails within the connect timeout. */
  static Future<String> master(Vertx vertx, RedisSettings settings, SentinelUri uri) {
    var query = new SentinelQuery(vertx, settings, uri);
    uri.sentinels().forEach(query::ask);
    return query.promise.future();
  }

  private void ask(String sentinel) {
    var request = Request.cmd(Command.SENTINEL, "GET-MASTER-ADDR-BY-NAME", uri.master());
    ServerQuery.ask(
            vertx,
            settings,
            settings.sentinelLogin(),
            uri.ofSentinel(sentinel),
            connection -> connection.send(request))
        .onComplete((reply, failure) -> answered(sentinel, reply, failure));
  }

  private void answered(String sentinel, @Nullable Response reply, @Nullable Throwable failure) {
    open--;
    if (failure != null) {
      failures.add(sentinel + ": " + failure.getMessage());
    } else if (reply == null || reply.size() != 2) {
      failures.add(sentinel + ": knows no master named " + uri.master());
    } else {
      var address =
          String.valueOf(ServerUri.address(reply.get(0).toString(), reply.get(1).toString()));
      if (votes.merge(address, 1, Integer::sum) > uri.sentinels().size() / 2) {
        promise.tryComplete(address);
      }
    }
    if (open == 0) {
      votes.entrySet().stream()
          .max(Map.Entry.comparingByValue())
          .ifPresentOrElse(
              most -> promise.tryComplete(most.getKey()),
              () ->
                  promise.tryFail(
                      new RedisException(
                          RedisException.Kind.NOT_CONNECTED,
                          "no Sentinel names the master: " + String.join("; ", failures))));
    }
  }
}
