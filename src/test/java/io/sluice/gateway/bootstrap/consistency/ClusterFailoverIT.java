package io.sluice.gateway.bootstrap.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.RedisClusterGroup;
import io.sluice.gateway.testing.Until;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * In a Redis Cluster of three shards the one with the invalidation log fails over, or the log moves
 * to another, while clients read and invalidate: nothing stale is served, every request is
 * answered, and the nodes trust what is stored again within seconds.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ClusterFailoverIT {
  private static final int NODES = 2;
  private static final Duration LEASE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Vertx vertx = Vertx.vertx();

  @BeforeAll
  static void needsRedis() {
    Assumptions.assumeTrue(
        RealRedis.isAvailable(),
        "SKIPPED: no redis-server for this machine: name one in SLUICE_TEST_REDIS_SERVER");
  }

  @AfterEach
  void close() throws Exception {
    get(vertx.close());
  }

  @Test
  void aFailoverOfTheLogsShardLosesNoInvalidation() throws Exception {
    try (var redis = RedisClusterGroup.started(2);
        var gateways = gateways(redis, 2)) {
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
        var gateways = gateways(redis, 0)) {
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

  private static CheckedCluster gateways(RedisClusterGroup redis, int replicas) {
    return new CheckedCluster(
        Collections.nCopies(NODES, redis.uri()),
        LEASE,
        node -> node.set("redis.replicas", String.valueOf(replicas)));
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

  private static void assertNothingStale(ConsistencyCheck check) throws Exception {
    var report = get(check.finish());
    assertThat(report.violations()).as(report.toString()).isEmpty();
    // The checker's origin fails now and then, on purpose; the gateways never do.
    assertThat(report.failedReads().keySet()).as(report.toString()).isSubsetOf("503");
  }

  /** Invalidations succeed and stored responses are served, more than now. */
  private static void await(ConsistencyCheck check) {
    var before = now(check);
    Until.met(
        PATIENCE,
        () -> {
          var report = now(check);
          return report.succeeded() > before.succeeded() + 3 && report.hits() > before.hits() + 100;
        },
        () -> now(check).toString());
  }

  private static Report now(ConsistencyCheck check) {
    try {
      return get(check.report());
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static <T> T get(Future<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
