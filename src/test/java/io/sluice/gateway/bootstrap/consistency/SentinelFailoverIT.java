package io.sluice.gateway.bootstrap.consistency;

import io.sluice.gateway.testing.SentinelGroup;
import io.sluice.gateway.testing.Until;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sentinels replace a killed master while clients read and invalidate: nothing stale is served,
 * every request is answered, and the nodes trust what is stored again within seconds.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SentinelFailoverIT extends FailoverStories {
  @Test
  void aFailoverUnderTrafficLosesNoInvalidation() throws Exception {
    try (var redis = SentinelGroup.started();
        var cluster = gateways(redis.uri(), 2)) {
      var check = get(ConsistencyCheck.start(vertx, cluster.options(1)));
      await(check);
      for (int failover = 1; failover <= 2; failover++) {
        long began = System.nanoTime();
        var old = redis.master();
        old.kill();
        redis.awaitFailover(old);
        long named = System.nanoTime();
        cluster.nodes().forEach(node -> node.awaitLease());
        long leased = System.nanoTime();
        await(check);
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
      assertNothingStale(check);
    }
  }
}
