package io.sluice.gateway.bootstrap.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.TcpProxy;
import io.sluice.gateway.testing.Until;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The promise of an invalidation's success, on gateway processes and a real Redis, while nodes,
 * servers and networks fail.
 *
 * <p>{@code -Dsluice.consistency.seconds=300} runs longer (so does the profile {@code long}),
 * {@code -Dsluice.consistency.seed=N} breaks the same things in the same order.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ConsistencyIT {
  private static final int NODES = 3;
  private static final Duration LEASE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final long seconds = Long.getLong("sluice.consistency.seconds", 30);
  private final long seed =
      Long.getLong("sluice.consistency.seed", ThreadLocalRandom.current().nextLong(1L << 32));
  private final Vertx vertx = Vertx.vertx();

  @BeforeAll
  static void needsRedis() {
    Assumptions.assumeTrue(
        RealRedis.isAvailable(),
        "no redis-server for this machine: name one in SLUICE_TEST_REDIS_SERVER");
  }

  @AfterEach
  void close() throws Exception {
    get(vertx.close());
  }

  @Test
  void whatIsReadAfterASuccessIsNeverOlder() throws Exception {
    try (var redis = new RedisGroup(NODES);
        var cluster =
            new CheckedCluster(
                redis.urls(), LEASE, node -> node.set("redis.replicas", redis.replicas()))) {
      var check = get(ConsistencyCheck.start(vertx, cluster.options(seed)));
      var log = new FaultLog();
      var nodeFaults = new NodeFaults(cluster.nodes(), cluster.buses(), redis.links(), LEASE, log);
      var redisFaults = new RedisFaults(redis, LEASE, log);
      var lanes =
          List.of(
              new FaultLane(seed, LEASE.multipliedBy(2), log, nodeFaults.choices()),
              new FaultLane(seed + 1, LEASE.multipliedBy(5), log, redisFaults.choices()));
      lanes.forEach(FaultLane::start);
      FaultLane.last(seconds * 1000);
      lanes.forEach(FaultLane::stop);
      log.add("nothing is broken any more");
      long before = now(check).succeeded();
      await(check, report -> report.succeeded() > before + 3);
      judge(get(check.finish()), log);
    }
  }

  /**
   * That the checker finds something on real nodes too: with the lease not looked at, a node that
   * is cut off goes on to serve what it has.
   */
  @Test
  void withoutTheLeaseItFindsStaleReads() throws Exception {
    try (var redis = RealRedis.started();
        var link = TcpProxy.to(redis.port());
        var other = TcpProxy.to(redis.port());
        var cluster =
            new CheckedCluster(
                List.of(link.redisUri(), other.redisUri()),
                LEASE,
                node ->
                    node.environment(
                        "CACHE_RULES",
                        "[{\"match\":{\"path\":\"/**\"},\"consistency\":\"none\"}]"))) {
      var check = get(ConsistencyCheck.start(vertx, cluster.options(seed)));
      await(check, report -> report.succeeded() > 0 && report.hits() > 100);
      other.cut();
      cluster.buses().get(1).cut();
      await(check, report -> report.violated() > 0);
      assertThat(get(check.finish()).violations().get(0))
          .contains(cluster.options(seed).gateways().get(1).getAuthority());
    }
  }

  private void judge(Report report, FaultLog log) {
    System.out.printf(
        "ConsistencyIT: seed %d, %d s%n%s%-14s %s%n",
        seed, seconds, report, "faults", log.counts());
    assertThat(report.violated())
        .as("seed %d%n%s%nwhat was broken:%n%s%n", seed, report, log)
        .isZero();
    // Otherwise it proves nothing; far below what a slow machine reaches.
    assertThat(report.hits()).as("hits, seed %d%n%s%n%s", seed, report, log).isGreaterThan(100);
  }

  private static void await(ConsistencyCheck check, Predicate<Report> condition) {
    Until.met(PATIENCE, () -> condition.test(now(check)), () -> now(check).toString());
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
