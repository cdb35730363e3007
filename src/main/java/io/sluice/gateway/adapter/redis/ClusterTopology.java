package io.sluice.gateway.adapter.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one server of a Redis Cluster knows of all of them.
 *
 * @param epoch grows with every change; of two answers, the greater is the newer
 * @param state {@code ok}, or {@code fail} where the server refuses commands
 * @param ranges in no order
 */
public record ClusterTopology(long epoch, String state, List<Range> ranges) {

  private static final Comparator<ClusterTopology> AGE =
      Comparator.comparingLong(ClusterTopology::epoch)
          .thenComparing(topology -> topology.state().equals("ok"))
          .thenComparingInt(ClusterTopology::covered);

  /**
   * Slots that have the same servers.
   *
   * @param to the last of them
   * @param master {@code host:port}
   * @param replicas {@code host:port}
   */
  public record Range(int from, int to, String master, List<String> replicas) {}

  /**
   * Asks; fails with a {@link RedisException}.
   *
   * @throws IllegalArgumentException if the settings name no Cluster
   */
  public static Future<ClusterTopology> ask(Vertx vertx, RedisSettings settings) {
    var uri = settings.cluster();
    if (uri == null) {
      throw new IllegalArgumentException("no Cluster: " + settings.address());
    }
    var promise = Promise.<ClusterTopology>promise();
    vertx.runOnContext(
        v -> ClusterQuery.ask(vertx, settings, uri, uri.seeds()).onComplete(promise));
    return promise.future();
  }

  /**
   * @param asked the server that answered, which stands for hosts that it leaves open
   * @param info the reply to CLUSTER INFO; null where that is refused
   * @param slots the reply to CLUSTER SLOTS
   */
  static ClusterTopology of(String asked, @Nullable Response info, Response slots) {
    var known = RedisInfo.parse(info == null ? "" : info.toString());
    var ranges = new ArrayList<Range>();
    for (var slot : slots) {
      var servers = new ArrayList<String>();
      for (int i = 2; i < slot.size(); i++) {
        var address = address(asked, slot.get(i));
        if (address != null) {
          servers.add(address);
        } else if (i == 2) {
          break;
        }
      }
      if (!servers.isEmpty()) {
        ranges.add(
            new Range(
                slot.get(0).toInteger(),
                slot.get(1).toInteger(),
                servers.get(0),
                List.copyOf(servers.subList(1, servers.size()))));
      }
    }
    var epoch = known.getOrDefault("cluster_current_epoch", "0");
    return new ClusterTopology(
        Long.parseLong(epoch), known.getOrDefault("cluster_state", "ok"), List.copyOf(ranges));
  }

  /** Null for what nobody could dial, as {@code ?}: a name that has not been configured. */
  private static @Nullable String address(String asked, Response server) {
    var host = server.get(0) == null ? "" : server.get(0).toString();
    var port = server.get(1).toString();
    return host.isEmpty()
        ? asked.substring(0, asked.lastIndexOf(':') + 1) + port
        : ServerUri.address(host, port);
  }

  /** How many slots have a master. */
  public int covered() {
    return ranges.stream().mapToInt(range -> range.to() - range.from() + 1).sum();
  }

  /** Whether that master holds the key. */
  public boolean holds(String master, String key) {
    return master.equals(master(HashSlot.of(key)));
  }

  /** The master that holds the invalidation log; null if none does. */
  public @Nullable String masterOfLog() {
    return master(HashSlot.OF_LOG);
  }

  private @Nullable String master(int slot) {
    return ranges.stream()
        .filter(range -> range.from() <= slot && slot <= range.to())
        .map(Range::master)
        .findFirst()
        .orElse(null);
  }

  /**
   * Whether this is to be believed rather than the other: of one epoch, a server that takes no
   * commands or has just joined knows less.
   */
  boolean isNewerThan(ClusterTopology other) {
    return AGE.compare(this, other) > 0;
  }
}
