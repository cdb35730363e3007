package io.sluice.gateway.adapter.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One question to several servers of a Redis Cluster at once: who holds which slot.
 *
 * <p>The newest answer counts, once most of those asked have given one; if fewer do, the newest of
 * these. The first answer alone would not do: a server that is cut off from the others goes on to
 * name a master that they have replaced.
 */
final class ClusterQuery {

  private final int asked;
  private final Promise<ClusterTopology> promise = Promise.promise();
  private final List<String> failures = new ArrayList<>();
  private @Nullable ClusterTopology newest;
  private int answers;

  private ClusterQuery(int asked) {
    this.asked = asked;
  }

  /**
   * The topology, or a {@link RedisException}, within the connect timeout.
   *
   * @param servers {@code host:port} each, at least one
   */
  static Future<ClusterTopology> ask(
      Vertx vertx, RedisSettings settings, ClusterUri uri, List<String> servers) {
    var query = new ClusterQuery(servers.size());
    for (var server : servers) {
      ServerQuery.ask(
              vertx,
              settings,
              settings.login(),
              uri.ofServer(server),
              connection -> topology(connection, server))
          .onComplete((topology, failure) -> query.answered(server, topology, failure));
    }
    return query.promise.future();
  }

  private static Future<ClusterTopology> topology(RedisConnection connection, String server) {
    // In this order, so that what is said of the slots is never older than its epoch.
    var info = connection.send(Request.cmd(Command.CLUSTER, "INFO"));
    return connection
        .send(Request.cmd(Command.CLUSTER, "SLOTS"))
        .map(slots -> ClusterTopology.of(server, info.succeeded() ? info.result() : null, slots));
  }

  private void answered(
      String server, @Nullable ClusterTopology topology, @Nullable Throwable failure) {
    if (topology != null && !topology.ranges().isEmpty()) {
      answers++;
      if (newest == null || topology.isNewerThan(newest)) {
        newest = topology;
      }
    } else {
      var reason = failure == null ? "knows of no slots" : failure.getMessage();
      failures.add(server + ": " + reason);
    }
    boolean all = answers + failures.size() == asked;
    if (newest != null && (answers > asked / 2 || all)) {
      promise.tryComplete(newest);
    } else if (all) {
      promise.tryFail(
          new RedisException(
              RedisException.Kind.NOT_CONNECTED,
              "no server tells the slots of the Cluster: " + String.join("; ", failures)));
    }
  }
}
