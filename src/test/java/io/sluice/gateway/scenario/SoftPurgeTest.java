package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.Until;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a soft purge makes stale is refreshed as it is asked for, at the pace that was set. */
class SoftPurgeTest {
  private static final int PAGES = 60;
  private static final int RATE = 20;
  private static final String[] SHOP = {"Host", "shop.test"};
  private static RealRedis redis;

  @BeforeAll
  static void startRedis() {
    redis = RealRedis.started();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void empty() {
    redis.flushAll();
  }

  @Test
  void isRefreshedAtTheConfiguredPaceWhileStaleIsServed() {
    try (var gateway = GatewayUnderTest.with("invalidation.refresh-rate", "" + RATE).start()) {
      var fetches = new AtomicInteger();
      var version = script(gateway, fetches);
      readAll(gateway);
      assertThat(fetches).hasValue(PAGES);

      version.set(2);
      softPurge(gateway);
      long began = System.nanoTime();
      int rounds = 0;
      while (newVersions(gateway) < PAGES) {
        double seconds = (System.nanoTime() - began) / 1e9;
        // A tenth of a second's worth may be caught up with.
        assertThat(fetches.get() - PAGES).isLessThanOrEqualTo((int) (RATE * (seconds + 0.2)) + 1);
        rounds++;
        assertThat(seconds).as("%s rounds", rounds).isLessThan(20);
      }
      assertThat((System.nanoTime() - began) / 1e9).isGreaterThan(PAGES / (double) RATE - 0.3);
      assertThat(fetches).hasValue(2 * PAGES);
    }
  }

  @Test
  void whatAnotherNodeHasRefreshedIsTakenFromRedis() {
    // A command that is late on a busy machine would cost one more fetch.
    String[] settings = {"invalidation.refresh-rate", "1000", "redis.command-timeout", "5s"};
    try (var one = GatewayUnderTest.with(settings).redis(redis).start();
        var other = GatewayUnderTest.with(settings).redis(redis).origin(one.origin()).start()) {
      var fetches = new AtomicInteger();
      var version = script(one, fetches);
      readAll(one);
      readAll(other);
      assertThat(fetches).hasValue(PAGES);

      version.set(2);
      softPurge(one);
      Until.met(() -> newVersions(one) == PAGES);
      Until.met(() -> newVersions(other) == PAGES);
      assertThat(fetches).hasValue(2 * PAGES);
    }
  }

  @Test
  void whatIsOnlyStaleStaysInRedis() {
    try (var gateway = GatewayUnderTest.with().redis(redis).start()) {
      script(gateway, new AtomicInteger());
      readAll(gateway);
      gateway.origin().on("/other", fresh("x").field("Cache-Tag", "other"));
      gateway.get("/other", SHOP);
      Until.met(() -> storedInRedis() == PAGES + 1);
      softPurge(gateway);
      gateway.purgeTags("other");
      // What a hard purge has made invalid is reclaimed, in the order of the purges.
      Until.met(() -> storedInRedis() <= PAGES);
    }
    try (var restarted = GatewayUnderTest.with("invalidation.refresh-rate", "1").redis(redis)) {
      restarted.start();
      for (int i = 0; i < PAGES; i++) {
        assertThat(restarted.get("/page/" + i, SHOP).xCache()).isEqualTo("STALE");
      }
    }
  }

  private static long storedInRedis() {
    return redis.call("KEYS", "sluice:e:*") instanceof List<?> names ? names.size() : -1;
  }

  private static AtomicInteger script(GatewayUnderTest gateway, AtomicInteger fetches) {
    var version = new AtomicInteger(1);
    for (int i = 0; i < PAGES; i++) {
      gateway
          .origin()
          .on(
              "/page/" + i,
              request -> {
                fetches.incrementAndGet();
                return fresh("v" + version).field("Cache-Tag", "page");
              });
    }
    return version;
  }

  private static void readAll(GatewayUnderTest gateway) {
    for (int i = 0; i < PAGES; i++) {
      assertThat(gateway.get("/page/" + i, SHOP).text()).isEqualTo("v1");
    }
  }

  private static void softPurge(GatewayUnderTest gateway) {
    var receipt =
        gateway.admin("POST", "/cache/invalidations", "{\"tags\":[\"page\"],\"mode\":\"soft\"}");
    assertThat(receipt.status()).as(receipt.text()).isEqualTo(200);
  }

  /** Nobody waits for the origin: every answer is old and STALE, or new and a HIT. */
  private static int newVersions(GatewayUnderTest gateway) {
    int count = 0;
    for (int i = 0; i < PAGES; i++) {
      var response = gateway.get("/page/" + i, SHOP);
      boolean isNew = response.text().equals("v2");
      assertThat(response.xCache()).isEqualTo(isNew ? "HIT" : "STALE");
      count += isNew ? 1 : 0;
    }
    return count;
  }
}
