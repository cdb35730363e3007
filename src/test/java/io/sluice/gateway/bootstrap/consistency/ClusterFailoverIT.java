package io.sluice.gateway.bootstrap.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.RedisClusterGroup;
import io.sluice.gateway.testing.Until;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * In a Redis Cluster of three shards the one with the invalidation log fails over, or the log moves
 * to another, while clients read and invalidate: nothing stale is served, every request is
 * answered, and the nodes trust what is stored again within seconds.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ClusterFailoverIT extends FailoverStories {
  @Test
  void aFailoverOfTheLogsShardLosesNoInvalidation() throws Exception {
    try (var redis = RedisClusterGroup.started(2);
        var gateways = gateways(redis.uri(), 2)) {
      var check = get(ConsistencyCheck.start(vertx, gateways.options(1)));
      await(check);
      var old = redis.masterOfLog();
      long began = System.nanoTime();
      old.kill();
      redis.awaitFailover(old);
      long replaced = System.nanoTime();
      gateways.nodes().forEach(node -> node.awaitLease());
      await(check);
      System.out.printf(
          "ClusterFailoverIT: another master after %d ms, leases and a success %d ms later; %s%n",
          (replaced - began) / 1_000_000,
          (System.nanoTime() - replaced) / 1_000_000,
          now(check).line());
      old.start();
      redis.awaitReplicas(redis.masterOfLog(), 2);
      await(check);
      assertNothingStale(check);
    }
  }

  @Test
  void slotsThatMoveUnderTrafficAndWithThemTheLogLeaveNothingStale() throws Exception {
    try (var redis = RedisClusterGroup.started(0);
        var gateways = gateways(redis.uri(), 0)) {
      var check = get(ConsistencyCheck.start(vertx, gateways.options(2)));
      await(check);
      for (var target : List.of(redis.first(0), redis.first(2))) {
        for (int slot : slotsOfEntries(redis, target)) {
          redis.move(slot, target);
        }
        await(check);
        long began = System.nanoTime();
        redis.move(RedisClusterGroup.LOG_SLOT, target);
        await(check);
        System.out.printf(
            "ClusterFailoverIT: the log has moved, a success after %d ms; %s%n",
            (System.nanoTime() - began) / 1_000_000, now(check).line());
      }
      assertThat(redis.first(2).call("EXISTS", "sluice:{gw}:m")).isEqualTo(1L);
      Until.met(() -> subscribers(redis.first(2)) == NODES);
      assertNothingStale(check);
    }
  }

  private static long subscribers(RealRedis server) {
    var reply = (List<?>) Objects.requireNonNull(server.call("PUBSUB", "NUMSUB", "sluice:{gw}:p"));
    return (Long) reply.get(1);
  }

  /** Some slots with entries that others than this server hold. */
  private static List<Integer> slotsOfEntries(RedisClusterGroup redis, RealRedis target) {
    return redis.firsts().stream()
        .filter(server -> server != target)
        .map(server -> (List<?>) Objects.requireNonNull(server.call("KEYS", "sluice:e:*")))
        .flatMap(keys -> keys.stream().limit(10))
        .map(key -> redis.slot(String.valueOf(key)))
        .filter(slot -> slot != RedisClusterGroup.LOG_SLOT)
        .distinct()
        .toList();
  }
}
