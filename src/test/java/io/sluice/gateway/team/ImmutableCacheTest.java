package io.sluice.gateway.team;

import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who owns what, by a digest of it: {@code conf/examples/immutable-records.yaml}. */
@DisplayName("An immutable-only cache (content-addressed ownership records)")
@Timeout(60)
class ImmutableCacheTest {
  private static final Path CONFIGURATION = Path.of("conf/examples/immutable-records.yaml");
  private static final int FOUND = 200;
  private static final int ABSENT = 404;

  private final ScriptedOrigin origin = ScriptedOrigin.started();
  private RealRedis redis = RealRedis.notStarted();
  private GatewayUnderTest gateway = GatewayUnderTest.with();

  private void start(String... settings) {
    gateway = GatewayUnderTest.with(settings).file(CONFIGURATION).origin(origin);
  }

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
    redis.close();
  }

  @Test
  @DisplayName(
      "positive results cached for ever, negatives never; with negative: {ttl: 30s} they are,"
          + " and a created URL invalidates its negative")
  void positivesForEver() {
    start();
    gateway.start();
    origin.on("/records/a1", status(ABSENT), ok("ann").field("Cache-Control", "no-cache"));
    assertThat(gateway.get("/records/a1").status()).isEqualTo(ABSENT);
    assertThat(gateway.get("/records/a1").status()).isEqualTo(FOUND);
    var hit = gateway.get("/records/a1");
    assertThat(hit.xCache()).isEqualTo("HIT");
    // RFC 9111 §1.2.2: the greatest delta-seconds stands for more.
    assertThat(hit.cacheStatus()).contains("ttl=2147483");

    origin.on("/names/ann", status(ABSENT));
    gateway.get("/names/ann");
    assertThat(gateway.get("/names/ann").cacheStatus()).containsPattern("hit; ttl=(30|29)");
    origin.on("/names/ann", request -> request.method().equals("PUT") ? status(201) : ok("a1"));
    gateway.exchange("PUT", "/names/ann");
    assertThat(gateway.get("/names/ann").text()).isEqualTo("a1");
  }

  @ParameterizedTest(name = "everything works with Redis {0}")
  @ValueSource(strings = {"off", "down", "slow"})
  @DisplayName(
      "everything works with Redis off, down or slow; fail fast: connect 2 s, command 1 s,"
          + " start-up never waits for Redis")
  void failFast(String state) {
    start();
    origin.otherwise(ok("ann"));
    if (!state.equals("off")) {
      redis.start();
      gateway.redis(redis);
    }
    gateway.start();
    switch (state) {
      case "down" -> redis.kill();
      case "slow" -> redis.freeze();
      default -> {}
    }
    try {
      for (int i = 0; i < 6; i++) {
        long begin = System.nanoTime();
        assertThat(gateway.get("/records/" + i).text()).isEqualTo("ann");
        assertThat(System.nanoTime() - begin).isLessThan(1_700_000_000L);
        assertThat(gateway.get("/records/" + i).xCache()).isEqualTo("HIT");
      }
      long begin = System.nanoTime();
      assertThat(gateway.get("/records/last").text()).isEqualTo("ann");
      assertThat(System.nanoTime() - begin).isLessThan(500_000_000L);
    } finally {
      if (state.equals("slow")) {
        redis.thaw();
      } else if (state.equals("down")) {
        redis.start();
      }
    }
    if (!state.equals("off")) {
      gateway.awaitLease();
      Until.met(
          () -> {
            gateway.get("/records/back-" + System.nanoTime());
            return String.valueOf(redis.call("KEYS", "*")).contains(":e:");
          });
    }
    gateway.mayLog("Redis");
  }

  @Test
  @DisplayName("pre-warm on the write path")
  void prefetchAfterAWrite() {
    start();
    gateway.start();
    origin.on("/names/bob", request -> request.method().equals("PUT") ? status(201) : ok("b2"));

    assertThat(gateway.exchange("PUT", "/names/bob").status()).isEqualTo(201);

    Until.met(() -> origin.count("/names/bob") == 2);
    Until.met(() -> "HIT".equals(gateway.get("/names/bob").xCache()));
    assertThat(gateway.get("/names/bob").text()).isEqualTo("b2");
    assertThat(origin.count("/names/bob")).isEqualTo(2);
  }

  @Test
  @DisplayName("up to 16 keys in one MGET")
  void lookUpOfMany() {
    redis.start();
    start();
    gateway.redis(redis).start();
    origin.otherwise(ok("ann"));
    var urls = new JsonArray();
    for (int i = 0; i < 16; i++) {
      gateway.get("/records/" + i, "Host", "records.test");
      urls.add("http://records.test/records/" + i);
    }
    Until.met(() -> String.valueOf(redis.call("KEYS", "*")).split(":e:", -1).length == 17);
    gateway.close();
    start();
    gateway.redis(redis).start();

    redis.call("CONFIG", "RESETSTAT");
    var order = new JsonObject().put("urls", urls.copy().add("http://records.test/records/no"));
    var answer = gateway.admin("POST", "/cache/lookup", order.encode());
    var results = new JsonObject(answer.text()).getJsonArray("results");

    assertThat(results).hasSize(17);
    for (int i = 0; i < 16; i++) {
      assertThat(results.getJsonObject(i).getBoolean("cached")).isTrue();
      assertThat(results.getJsonObject(i).getString("tier")).isEqualTo("l2");
    }
    assertThat(results.getJsonObject(16).getBoolean("cached")).isFalse();
    assertThat(String.valueOf(redis.call("INFO", "commandstats")))
        .contains("cmdstat_mget:calls=1,", "cmdstat_get:calls=1,");
    assertThat(origin.requests()).hasSize(16);
  }
}
