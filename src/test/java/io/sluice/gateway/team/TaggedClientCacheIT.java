package io.sluice.gateway.team;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayCluster;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Sluice;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An orders service that reads products through a cache in Redis, with tags. */
@DisplayName("A Redis-backed client cache with tags (orders service and catalogue service)")
@Timeout(60)
class TaggedClientCacheIT {
  private static final String[] CATALOGUE = {"Host", "catalogue.test"};
  private static final long MILLISECOND = 1_000_000;

  private static @Nullable RealRedis redis;
  private static @Nullable ScriptedOrigin origin;
  private static @Nullable GatewayCluster cluster;

  @BeforeAll
  static void start() {
    var store = RealRedis.started();
    var server = ScriptedOrigin.started();
    redis = store;
    origin = server;
    cluster = GatewayCluster.started(3, node -> node.redis(store).origin(server));
  }

  @AfterAll
  static void stop() {
    cluster().close();
    origin().close();
    redis().close();
  }

  @Test
  @DisplayName("entries shared by all instances, surviving restarts")
  void shared() {
    origin().on("/products/1", product("one"));
    get(0, "/products/1");
    awaitInRedis("/products/1");

    assertThat(cluster().node(1).terminate()).isZero();
    cluster().node(1).start().awaitLease();

    var first = get(1, "/products/1");
    assertThat(first.xCache()).isEqualTo("HIT");
    assertThat(first.cacheStatus()).contains("detail=l2");
    assertThat(get(2, "/products/1").text()).isEqualTo("one");
    assertThat(origin().count("/products/1")).isEqualTo(1);
    cluster().awaitComplete();
  }

  @Test
  @DisplayName("local tracking cache, under 1 ms, kept in step with Redis")
  void local() {
    origin().on("/products/2", product("old").field("Cache-Tag", "product:2"));
    get(0, "/products/2");
    awaitInRedis("/products/2");
    get(1, "/products/2");

    try (var client = cluster().node(1).connect()) {
      var nanos = new long[500];
      for (int i = 0; i < nanos.length; i++) {
        long begin = System.nanoTime();
        var hit = client.get("/products/2", CATALOGUE);
        nanos[i] = System.nanoTime() - begin;
        assertThat(hit.xCache()).isEqualTo("HIT");
        assertThat(hit.cacheStatus()).doesNotContain("l2");
      }
      Arrays.sort(nanos);
      assertThat(nanos[nanos.length / 2]).isLessThan(MILLISECOND);
    }
    origin().on("/products/2", product("new"));
    assertThat(cluster().node(0).purge("product:2").status()).isEqualTo(200);
    assertThat(get(1, "/products/2").text()).isEqualTo("new");
  }

  @Test
  @DisplayName("Cache-Tags: product:123,category:electronics, invalidation by tag")
  void tags() {
    origin().on("/products/123", tagged("123", "product:123,category:electronics"));
    origin().on("/products/124", tagged("124", "product:124,category:electronics"));
    everywhere("/products/123");
    everywhere("/products/124");

    assertThat(cluster().node(0).purge("product:123").status()).isEqualTo(200);
    assertThat(get(1, "/products/123").xCache()).isEqualTo("MISS");
    assertThat(get(1, "/products/124").xCache()).isEqualTo("HIT");

    everywhere("/products/123");
    var purged =
        Sluice.run(
            "purge", "--admin", cluster().node(2).adminUrl(), "--tag", "category:electronics");
    assertThat(purged.status()).as(purged.toString()).isZero();
    assertThat(get(0, "/products/123").xCache()).isEqualTo("MISS");
    assertThat(get(1, "/products/124").xCache()).isEqualTo("MISS");
  }

  @Test
  @DisplayName("ten orders at once over many instances: 1 miss, 9 hits")
  void tenOrders() {
    var gate = new Gate();
    origin().on("/products/10", product("ten").waitAt(gate));
    var orders = new ArrayList<RawHttp>();
    for (int i = 0; i < 10; i++) {
      orders.add(cluster().node(i % 3).connect().request("GET", "/products/10", CATALOGUE));
    }
    Until.met(() -> origin().count("/products/10") == 1);
    gate.open();

    var results = new ArrayList<String>();
    for (var order : orders) {
      try (order) {
        var answer = order.response();
        assertThat(answer.text()).isEqualTo("ten");
        results.add(Objects.requireNonNull(answer.xCache()));
      }
    }
    assertThat(results).containsOnlyOnce("MISS").containsOnly("MISS", "HIT");
    assertThat(origin().count("/products/10")).isEqualTo(1);
  }

  @Test
  @DisplayName("hit, miss and invalidation counts")
  void counts() {
    origin().on("/products/20", tagged("x", "product:20"));
    var before = figures();
    get(0, "/products/20");
    get(0, "/products/20");
    cluster().node(0).purge("product:20");

    var after = figures();
    assertThat(after.get(0) - before.get(0)).as("hits").isEqualTo(1);
    assertThat(after.get(1) - before.get(1)).as("misses").isEqualTo(1);
    assertThat(after.get(2) - before.get(2)).as("invalidations").isEqualTo(1);
  }

  private static List<Long> figures() {
    var stats = cluster().node(0).shown("/cache/stats").getJsonObject("memory");
    return List.of(
        stats.getLong("totalHits"),
        stats.getLong("totalMisses"),
        cluster()
            .node(0)
            .admin("GET", "/metrics", "")
            .text()
            .lines()
            .filter(line -> line.startsWith("sluice_invalidations_total{"))
            .mapToLong(line -> (long) Double.parseDouble(line.replaceFirst(".* ", "")))
            .sum());
  }

  @Test
  @DisplayName(
      "troubleshooting: connection time-outs, high miss rate, invalidation too aggressive,"
          + " Redis memory full")
  void troubleshooting() {
    origin().on("/products/30", tagged("x", "product:30"));
    everywhere("/products/30");
    var since = Instant.now().minusSeconds(5);
    var order = new JsonObject(cluster().node(0).purge("product:30").text());

    var told =
        cluster()
            .node(0)
            .shown("/cache/invalidations?since=" + since + "&tag=product:30")
            .getJsonArray("invalidations");
    assertThat(told).hasSize(1);
    assertThat(told.getJsonObject(0).getString("id")).isEqualTo(order.getString("id"));
    assertThat(told.getJsonObject(0).getString("by")).isEqualTo("127.0.0.1");

    var examined =
        Sluice.run(
            "doctor",
            "--set",
            "redis.url=" + redis().uri(),
            "--set",
            "upstreams.default.origins=" + origin().url());
    var findings = String.join("\n", examined.out());
    assertThat(findings).containsIgnoringCase("latency").containsIgnoringCase("memory");
  }

  private static OriginAnswer product(String body) {
    return OriginAnswer.fresh(body);
  }

  private static OriginAnswer tagged(String body, String tags) {
    return product(body).field("Cache-Tags", tags);
  }

  private static RawResponse get(int node, String target) {
    return cluster().node(node).get(target, CATALOGUE);
  }

  private static void everywhere(String target) {
    IntStream.range(0, 3).forEach(node -> get(node, target));
    awaitInRedis(target);
    IntStream.range(0, 3).forEach(node -> assertThat(get(node, target).xCache()).isEqualTo("HIT"));
  }

  /** Storing goes on behind the response's end. */
  private static void awaitInRedis(String path) {
    String entries = "/cache/entries?limit=1000&url=http://catalogue.test" + path;
    Until.met(() -> !cluster().node(0).shown(entries).getJsonArray("entries").isEmpty());
  }

  private static RealRedis redis() {
    return Objects.requireNonNull(redis);
  }

  private static ScriptedOrigin origin() {
    return Objects.requireNonNull(origin);
  }

  private static GatewayCluster cluster() {
    return Objects.requireNonNull(cluster);
  }
}
