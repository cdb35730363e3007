package io.sluice.gateway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Redis absent, gone, silent, full or unwilling: every request is answered all the same. */
@Timeout(60)
class RedisFaultsIT {
  private static final Duration COMMAND_TIMEOUT = Duration.ofMillis(300);

  /** What a busy machine needs beyond the time-out. */
  private static final Duration MARGIN = Duration.ofMillis(700);

  private final ScriptedOrigin origin = ScriptedOrigin.started();
  private final GatewayProcess gateway =
      GatewayProcess.configured()
          .origin(origin)
          .set("redis.command-timeout", COMMAND_TIMEOUT.toMillis() + "ms")
          .set("redis.connect-timeout", "300ms")
          .set("invalidation.timeout", "500ms")
          .set("invalidation.lease", "1s")
          .set("invalidation.heartbeat", "100ms");
  private RealRedis redis = RealRedis.notStarted();

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
    redis.close();
  }

  @Test
  void aRedisThatAppearsLaterIsUsedWithoutARestart() {
    gateway.redis(redis).start();
    page("/early");
    assertThat(get("/early").status()).isEqualTo(200);
    assertThat(gateway.shown("/health/ready").getString("status")).isEqualTo("UP");
    assertThat(gateway.shown("/health/ready").getString("redis")).isEqualTo("down");
    assertThat(gateway.purge("t").status()).isEqualTo(503);

    redis.start();

    gateway.awaitLease();
    page("/late");
    Until.met(() -> !get("/late").text().isEmpty() && !stored().isEmpty());
    Until.met(() -> "HIT".equals(get("/late").xCache()));
    // In a new epoch no invalidation succeeds before older leases have run out.
    Until.met(() -> gateway.purge("t").status() == 200);
  }

  @Test
  void aRedisThatIsKilledAndStartedAgainIsFoundAgain() {
    redis.start();
    gateway.redis(redis).start().awaitLease();
    page("/page");
    get("/page");
    Until.met(() -> "HIT".equals(get("/page").xCache()));

    redis.kill();

    assertThat(within(COMMAND_TIMEOUT.plus(MARGIN), "/page").status()).isEqualTo(200);
    Until.met(() -> !gateway.shown("/health/ready").getBoolean("lease"));
    assertThat(within(COMMAND_TIMEOUT.plus(MARGIN), "/page").xCache()).isEqualTo("REVALIDATED");
    page("/unseen");
    assertThat(within(COMMAND_TIMEOUT.plus(MARGIN), "/unseen").status()).isEqualTo(200);
    assertThat(gateway.purge("t").status()).isIn(503, 504);

    redis.start();

    gateway.awaitLease();
    Until.met(() -> "HIT".equals(get("/page").xCache()));
    Until.met(() -> gateway.purge("t").status() == 200);
  }

  @Test
  void aSilentRedisDelaysARequestByTheCommandTimeoutAtMost() {
    redis.start();
    gateway.redis(redis).start().awaitLease();
    page("/page");
    get("/page");

    redis.freeze();
    try {
      for (int i = 0; i < 10; i++) {
        page("/cold-" + i);
        assertThat(within(COMMAND_TIMEOUT.plus(MARGIN), "/cold-" + i).status()).isEqualTo(200);
      }
      Until.met(() -> !gateway.shown("/health/ready").getBoolean("lease"));
      assertThat(within(COMMAND_TIMEOUT.plus(MARGIN), "/page").xCache()).isEqualTo("REVALIDATED");
      var write = gateway.exchange("DELETE", "/page");
      assertThat(write.status()).isEqualTo(200);
      assertThat(write.cacheStatus()).contains("detail=invalidation-pending");
      assertThat(get("/page").xCache()).isNotEqualTo("HIT");
    } finally {
      redis.thaw();
    }
    gateway.awaitLease();
    Until.met(() -> gateway.purge("t").status() == 200);
  }

  @Test
  void withoutRedisAPurgeWorksAndSaysWhatItIsWorth() {
    gateway.environment("REDIS_ENABLED", "false").start();
    var version = new AtomicInteger();
    origin.on(
        "/page", r -> OriginAnswer.fresh("v" + version.incrementAndGet()).field("Cache-Tag", "t"));
    get("/page");
    assertThat(get("/page").xCache()).isEqualTo("HIT");

    var receipt = gateway.purge("t");

    assertThat(receipt.status()).isEqualTo(200);
    var json = new JsonObject(receipt.text());
    assertThat(json.getBoolean("complete")).isTrue();
    assertThat(json.getString("detail")).contains("without Redis");
    assertThat(get("/page").text()).isEqualTo("v2");
    assertThat(gateway.admin("GET", "/cache/redis/health", "").status()).isEqualTo(404);
    assertThat(gateway.shown("/health/ready").getString("redis")).isEqualTo("disabled");
  }

  @Test
  void aRedisThatRefusesThePasswordCountsAsDown() {
    redis = RealRedis.started("--requirepass", "right");
    gateway.redis(redis).environment("REDIS_PASSWORD", "wrong").start();
    page("/page");
    assertThat(get("/page").status()).isEqualTo(200);
    assertThat(gateway.shown("/health/ready").getString("status")).isEqualTo("UP");
    assertThat(gateway.shown("/health/ready").getString("redis")).isEqualTo("down");
    Until.met(() -> gateway.log().stream().anyMatch(line -> line.contains("WRONGPASS")));
    assertThat(gateway.log()).noneMatch(line -> line.contains("wrong"));
  }

  @Test
  void aFullRedisRefusesToStoreAndNothingElse() {
    redis.start();
    gateway.redis(redis).start().awaitLease();
    redis.call("CONFIG", "SET", "maxmemory-policy", "noeviction");
    redis.call("CONFIG", "SET", "maxmemory", "1");
    page("/page");
    for (int i = 0; i < 10; i++) {
      assertThat(within(COMMAND_TIMEOUT.plus(MARGIN), "/page").text()).isEqualTo("/page");
    }
    assertThat(stored()).isEmpty();

    redis.call("CONFIG", "SET", "maxmemory", "0");

    gateway.awaitLease();
    page("/other");
    Until.met(() -> get("/other").status() == 200 && !stored().isEmpty());
  }

  private void page(String path) {
    origin.on(
        path,
        request ->
            request.fields("if-none-match").isEmpty()
                ? OriginAnswer.fresh(path).field("ETag", "\"1\"")
                : OriginAnswer.status(304).field("ETag", "\"1\""));
  }

  private RawResponse get(String path) {
    return gateway.get(path);
  }

  private RawResponse within(Duration limit, String path) {
    long begin = System.nanoTime();
    var response = get(path);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(limit);
    return response;
  }

  private List<?> stored() {
    return redis.call("KEYS", "sluice:e:*") instanceof List<?> keys ? keys : List.of();
  }
}
