package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.RedisClusterGroup;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.SluiceUser;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * Two nodes share a Redis Cluster of three shards, as a user with no more rights than the guide
 * gives; there is no bus between them.
 */
@Timeout(60)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisClusterStoriesIT {
  private static final String[] SHOP = {"Host", "shop.test"};
  private static final int PAGES = 200;
  private static @Nullable RedisClusterGroup redis;
  private static @Nullable ScriptedOrigin origin;
  private static @Nullable GatewayUnderTest first;
  private static @Nullable GatewayUnderTest second;

  @BeforeAll
  static void start() {
    Assumptions.assumeTrue(
        RealRedis.isAvailable(),
        "SKIPPED: no redis-server for this machine: name one in SLUICE_TEST_REDIS_SERVER");
    var group = RedisClusterGroup.started(0);
    redis = group;
    group.firsts().forEach(RedisClusterStoriesIT::addUser);
    origin = ScriptedOrigin.started();
    first = node();
    second = node();
  }

  private static void addUser(RealRedis server) {
    SluiceUser.addToClustered(server, "sluice:");
  }

  private static GatewayUnderTest node() {
    return GatewayUnderTest.with(
            "invalidation.lease", "1s",
            "invalidation.heartbeat", "50ms",
            "redis.user", "sluice",
            "redis.password", "secret",
            "redis.replicas", "0")
        .origin(origin())
        .redis(() -> redis().uri())
        .start();
  }

  @AfterAll
  static void stop() {
    close(first);
    close(second);
    close(origin);
    close(redis);
  }

  private static void close(@Nullable AutoCloseable part) {
    if (part != null) {
      try {
        part.close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  @BeforeEach
  void empty() {
    Until.met(() -> shown(first(), "/health/ready").getString("redis").equals("up"));
    first().awaitLease();
    second().awaitLease();
    // Every shard must be there, which the test before may have had killed or moved.
    Until.met(() -> first().admin("DELETE", "/cache/redis", "").status() == 200);
    Until.met(() -> invalidated("{\"all\":true}"));
  }

  @Test
  @Order(1)
  void whatOneNodeFetchesTheOtherFindsInWhateverShard() {
    fetchPages("/shared/", "shared");

    for (int i = 0; i < PAGES; i++) {
      var found = second().get("/shared/" + i, SHOP);
      assertThat(found.cacheStatus()).contains("hit").contains("detail=l2");
      assertThat(found.text()).isEqualTo("page " + i);
      assertThat(origin().count("/shared/" + i)).isEqualTo(1);
    }
    assertThat(redis().firsts())
        .allSatisfy(shard -> assertThat((Long) shard.call("DBSIZE")).isBetween(35L, 110L));
    var stats = shown(second(), "/cache/stats").getJsonObject("redis");
    assertThat(stats.getLong("keys")).isEqualTo(PAGES);
    assertThat(stats.getLong("errors")).isZero();
    assertThat(Long.parseLong(stats.getString("memory"))).isGreaterThan(3 * 500_000);
    limitMemory("1gb");
    assertThat(maxMemory()).isEqualTo(3L << 30);
    redis().firsts().get(1).call("CONFIG", "SET", "maxmemory", "0");
    assertThat(maxMemory()).isZero();
    limitMemory("0");
  }

  private static void limitMemory(String bytes) {
    redis().firsts().forEach(shard -> shard.call("CONFIG", "SET", "maxmemory", bytes));
  }

  private static long maxMemory() {
    return Long.parseLong(shown(second(), "/cache/redis/info").getString("maxmemory"));
  }

  @Test
  @Order(1)
  void variantsAreSelectedInWhateverShard() {
    for (int i = 0; i < 20; i++) {
      var path = "/varies/" + i;
      origin().on(path, r -> fresh("kind " + r.field("x-kind")).field("Vary", "X-Kind"));
      for (var kind : List.of("a", "b")) {
        first().get(path, "Host", "shop.test", "X-Kind", kind);
      }
    }
    Until.met(() -> keys() == 60); // the names of the fields, and two variants

    for (int i = 0; i < 20; i++) {
      for (var kind : List.of("b", "a")) {
        var found = second().get("/varies/" + i, "Host", "shop.test", "X-Kind", kind);
        assertThat(found.cacheStatus()).contains("detail=l2");
        assertThat(found.text()).isEqualTo("kind " + kind);
      }
    }
  }

  @Test
  @Order(1)
  void aTagIsInvalidatedInAllShardsAndItsMemoryGivenBack() {
    fetchPages("/tagged/", "bulk");
    IntStream.range(0, PAGES).forEach(i -> second().get("/tagged/" + i, SHOP));
    Until.met(() -> shown(second(), "/cache/tags/bulk").getLong("count") == PAGES);

    assertThat(listed("?tag=bulk&limit=60")).hasSize(PAGES);
    assertThat(listed("?limit=60")).hasSize(PAGES);
    assertThat(
            new JsonObject(
                    first()
                        .admin(
                            "POST", "/cache/invalidations", "{\"tags\":[\"bulk\"],\"dryRun\":true}")
                        .text())
                .getJsonObject("tiers")
                .getJsonObject("l2")
                .getLong("matched"))
        .isEqualTo(PAGES);
    second().purgeTags("bulk");

    for (int i = 0; i < PAGES / 2; i++) {
      origin().on("/tagged/" + i, fresh("new " + i));
      assertThat(first().get("/tagged/" + i, SHOP).text()).isEqualTo("new " + i);
      assertThat(second().get("/tagged/" + i, SHOP).text()).isEqualTo("new " + i);
    }
    // What was not fetched anew is removed.
    Until.met(() -> keys() == PAGES / 2);
  }

  @Test
  @Order(1)
  void manyInvalidationsAtOnceReachEveryShardsEntries() {
    fetchPages("/own/", "one");
    for (int i = 0; i < PAGES; i += 2) {
      var url = new JsonArray().add("http://shop.test/own/" + i);
      assertThat(invalidated(new JsonObject().put("urls", url).encode())).isTrue();
      origin().on("/own/" + i, fresh("new " + i));
    }
    for (int i = 0; i < PAGES; i++) {
      assertThat(second().get("/own/" + i, SHOP).text())
          .isEqualTo((i % 2 == 0 ? "new " : "page ") + i);
    }
  }

  @Test
  @Order(1)
  void emptyingRedisEmptiesEveryShardAndKeepsTheLog() {
    fetchPages("/emptied/", "tag");
    Until.met(() -> shown(first(), "/cache/tags/tag").getLong("count") == PAGES);

    var answer = first().admin("DELETE", "/cache/redis", "");

    assertThat(new JsonObject(answer.text()).getLong("removed")).isEqualTo(PAGES + 1);
    assertThat(keys()).isZero();
    assertThat(redis().masterOfLog().call("EXISTS", "sluice:{gw}:m")).isEqualTo(1L);
    assertThat(shown(first(), "/cluster").getBoolean("trusted")).isTrue();
  }

  @Test
  @Order(2)
  void aShardThatIsGoneCostsItsOwnEntriesAndNothingElse() {
    fetchPages("/down/", "down");
    var gone = redis().first(2);
    gone.kill();
    try {
      Until.met(() -> shown(second(), "/health/ready").getString("redis").equals("degraded"));
      int hits = 0;
      for (int i = 0; i < PAGES; i++) {
        var answer = second().get("/down/" + i, SHOP);
        assertThat(answer.status()).isEqualTo(200);
        hits += String.valueOf(answer.cacheStatus()).contains("detail=l2") ? 1 : 0;
      }
      assertThat(hits).isBetween(PAGES / 2, PAGES * 5 / 6);
      assertThat(invalidated("{\"tags\":[\"down\"]}")).isTrue();
      assertThat(second().get("/down/0", SHOP).xCache()).isEqualTo("MISS");

      var health = shown(second(), "/cache/redis/health");
      assertThat(health.getString("status")).isEqualTo("degraded");
      assertThat(health.getJsonArray("shards"))
          .contains(
              new JsonObject().put("address", "127.0.0.1:" + gone.port()).put("connected", false))
          .hasSize(3);
      var refused = second().admin("DELETE", "/cache/redis", "");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.text()).contains("127.0.0.1:" + gone.port());
    } finally {
      gone.start();
      addUser(gone);
    }
    Until.met(() -> shown(second(), "/cache/redis/health").getString("status").equals("healthy"));
  }

  /** As after an interrupted reshard: the old server has the keys no longer, and still the slot. */
  @Test
  @Order(3)
  void whileTheLogIsOnItsWayToAnotherShardNothingIsInvalidated() {
    var target = redis().first(0);
    origin().on("/move", fresh("first").field("Cache-Tag", "move"), fresh("second"));
    first().get("/move", SHOP);
    var from = redis().beginMove(RedisClusterGroup.LOG_SLOT, target);
    redis().moveKeys(RedisClusterGroup.LOG_SLOT, from, target);

    Until.met(() -> !shown(first(), "/health/ready").getBoolean("lease"));
    assertThat(first().get("/move", SHOP).status()).isEqualTo(200);
    assertThat(invalidated("{\"tags\":[\"move\"]}")).isFalse();

    redis().endMove(RedisClusterGroup.LOG_SLOT, from, target);
    first().awaitLease();
    second().awaitLease();
    Until.met(() -> invalidated("{\"tags\":[\"move\"]}"));
    assertThat(second().get("/move", SHOP).text()).isEqualTo("second");
    redis().move(RedisClusterGroup.LOG_SLOT, from);
    first().awaitLease();
  }

  @Test
  @Order(4)
  void withoutTheShardOfTheLogRequestsGoOnAndNothingIsInvalidated() {
    var gone = redis().masterOfLog();
    origin().on("/log", fresh("first"), fresh("second"));
    first().get("/log", SHOP);
    gone.kill();
    try {
      Until.met(() -> !shown(first(), "/health/ready").getBoolean("lease"));
      assertThat(first().get("/log", SHOP).status()).isEqualTo(200);
      assertThat(first().admin("POST", "/cache/invalidations", "{\"tags\":[\"x\"]}").status())
          .isEqualTo(503);
    } finally {
      gone.start();
      addUser(gone);
    }
    Until.met(() -> invalidated("{\"tags\":[\"x\"]}"));
    Until.met(() -> "HIT".equals(first().get("/log", SHOP).xCache()));
  }

  private static void fetchPages(String directory, String tag) {
    for (int i = 0; i < PAGES; i++) {
      origin().on(directory + i, fresh("page " + i).field("Cache-Tag", tag));
      assertThat(first().get(directory + i, SHOP).xCache()).isEqualTo("MISS");
    }
    Until.met(() -> keys() == PAGES);
  }

  private static long keys() {
    return shown(first(), "/cache/redis/health").getLong("keys");
  }

  private static Set<String> listed(String query) {
    var urls = new HashSet<String>();
    String cursor = "";
    while (cursor != null) {
      var page = shown(second(), "/cache/entries" + query + cursor);
      for (var entry : page.getJsonArray("entries")) {
        urls.add(((JsonObject) entry).getString("url"));
      }
      var next = page.getString("cursor");
      cursor = next == null ? null : "&cursor=" + next;
    }
    return urls;
  }

  private static boolean invalidated(String order) {
    return first().admin("POST", "/cache/invalidations", order).status() == 200;
  }

  private static JsonObject shown(GatewayUnderTest node, String path) {
    RawResponse answer = node.admin("GET", path, "");
    assertThat(answer.status()).as(path + " " + answer.text()).isEqualTo(200);
    return new JsonObject(answer.text());
  }

  private static RedisClusterGroup redis() {
    return Objects.requireNonNull(redis);
  }

  private static ScriptedOrigin origin() {
    return Objects.requireNonNull(origin);
  }

  private static GatewayUnderTest first() {
    return Objects.requireNonNull(first);
  }

  private static GatewayUnderTest second() {
    return Objects.requireNonNull(second);
  }
}
