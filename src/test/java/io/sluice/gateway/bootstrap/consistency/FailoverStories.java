package io.sluice.gateway.bootstrap.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.RealRedis;
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

/** What stories of a Redis that fails over have in common: two nodes, and who checks them. */
abstract class FailoverStories {
  static final int NODES = 2;

  /** To notice, to agree, and the machine's part. */
  static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final Duration LEASE = Duration.ofSeconds(1);

  final Vertx vertx = Vertx.vertx();

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

  /**
   * @param replicas that must have each invalidation
   */
  static CheckedCluster gateways(String redisUri, int replicas) {
    return new CheckedCluster(
        Collections.nCopies(NODES, redisUri),
        LEASE,
        node -> node.set("redis.replicas", String.valueOf(replicas)));
  }

  /** Returns once more invalidations have succeeded, and more requests hit. */
  static void await(ConsistencyCheck check) {
    var before = now(check);
    Until.met(
        PATIENCE,
        () -> {
          var report = now(check);
          return report.succeeded() > before.succeeded() + 3 && report.hits() > before.hits() + 100;
        },
        () -> now(check).toString());
  }

  static void assertNothingStale(ConsistencyCheck check) throws Exception {
    var report = get(check.finish());
    assertThat(report.violations()).as(report.toString()).isEmpty();
    // The checker's origin fails now and then, on purpose; the gateways never do.
    assertThat(report.failedReads().keySet()).as(report.toString()).isSubsetOf("503");
  }

  static Report now(ConsistencyCheck check) {
    try {
      return get(check.report());
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  static <T> T get(Future<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
