package io.sluice.gateway.bootstrap.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.SentinelGroup;
import io.sluice.gateway.testing.Until;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sentinels replace a killed master while clients read and invalidate: nothing stale is served,
 * every request is answered, and the nodes trust what is stored again within seconds.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SentinelFailoverIT {
  private static final int NODES = 2;
  private static final Duration LEASE = Duration.ofSeconds(1);

  /** Sentinels take a second to notice and about as much to agree; the rest is the machine's. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

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
  void aFailoverUnderTrafficLosesNoInvalidation() throws Exception {
    try (var redis = SentinelGroup.started();
        var cluster =
            new CheckedCluster(
                Collections.nCopies(NODES, redis.uri()),
                LEASE,
                node -> node.set("redis.replicas", "2"))) {
      var check = get(ConsistencyCheck.start(vertx, cluster.options(1)));
      await(check, 0);
      for (int failover = 1; failover <= 2; failover++) {
        long began = System.nanoTime();
        var old = redis.master();
        old.kill();
        redis.awaitFailover(old);
        long named = System.nanoTime();
        cluster.nodes().forEach(node -> node.awaitLease());
        long leased = System.nanoTime();
        await(check, now(check).succeeded());
        System.out.printf(
            "SentinelFailoverIT: another master after %d ms, leases %d ms later, a success %d ms"
                + " later; %s%n",
            (named - began) / 1_000_000,
            (leased - named) / 1_000_000,
            (System.nanoTime() - leased) / 1_000_000,
            now(check).line());
        // It learns from the Sentinels whom to follow; a majority needs it before the next one.
        old.start();
        var master = redis.master();
        Until.met(
            PATIENCE,
            () -> String.valueOf(master.call("INFO", "replication")).contains("connected_slaves:2"),
            () -> "the old master as a replica");
      }
      var report = get(check.finish());
      assertThat(report.violations()).as(report.toString()).isEmpty();
      // The checker's origin fails now and then, on purpose; the gateways never do.
      assertThat(report.failedReads().keySet()).as(report.toString()).isSubsetOf("503");
    }
  }

  /** Invalidations succeed and stored responses are served, more than now. */
  private static void await(ConsistencyCheck check, long succeeded) {
    long hits = now(check).hits();
    Until.met(
        PATIENCE,
        () -> {
          var report = now(check);
          return report.succeeded() > succeeded + 3 && report.hits() > hits + 100;
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
