package io.sluice.gateway.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gateway.testing.EventSender;
import io.sluice.gateway.testing.FreePort;
import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayCluster;
import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Sluice;
import io.sluice.gateway.testing.TestAuthority;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
    cluster =
        GatewayCluster.started(
            3,
            node ->
                node.redis(store)
                    .origin(server)
                    .set("cache.price-per-million-origin-requests", "40")
                    .set(
                        "events.mappings",
                        "[{name: updated, match: {type: product.updated},"
                            + " tags: ['product:{data./id}']}]"));
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
  @DisplayName("a product.updated event invalidates product:<id>")
  void event() {
    origin().on("/products/130", tagged("old", "product:130"));
    origin().on("/products/131", tagged("other", "product:131"));
    everywhere("/products/130");
    everywhere("/products/131");
    origin().on("/products/130", tagged("new", "product:130"));

    var updated = EventSender.event("e-1", "product.updated", "/catalogue", "{\"id\":130}");
    var answer = new EventSender(cluster().node(2).adminPort()).binary(updated);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(get(0, "/products/130").text()).isEqualTo("new");
    assertThat(get(1, "/products/131").xCache()).isEqualTo("HIT");
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
  @DisplayName(
      "hit, miss and invalidation counts, a dashboard, events of the cache manager (entry added,"
          + " deleted)")
  void counts() {
    origin().on("/products/20", tagged("x", "product:20"));
    var before = figures();
    try (var events = RawHttp.connect(cluster().node(0).adminPort())) {
      events.request("GET", "/cache/events/stream");
      events.head();
      get(0, "/products/20");
      get(0, "/products/20");
      cluster().node(0).purge("product:20");
      var told = new StringBuilder();
      while (!told.toString().contains("event: invalidated")) {
        told.append(events.readPiece());
      }
      assertThat(told).contains("event: stored", "http://catalogue.test/products/20");
    }

    var after = figures();
    assertThat(after.get(0) - before.get(0)).as("hits").isEqualTo(1);
    assertThat(after.get(1) - before.get(1)).as("misses").isEqualTo(1);
    assertThat(after.get(2) - before.get(2)).as("invalidations").isEqualTo(1);

    assertThat(cluster().node(0).admin("GET", "/", "").text()).contains("<h2", "Hit rate");
    try (var viewer = RawHttp.connect(cluster().node(0).adminPort())) {
      viewer.request("GET", "/cache/live");
      viewer.head();
      assertThat(viewer.readPiece()).contains("\"results\":{\"hit\":").contains("\"members\":[");
    }
  }

  @Test
  @DisplayName("cost: origin calls saved")
  void cost() {
    origin().on("/products/25", product("x"));
    get(2, "/products/25");
    var before = cluster().node(2).shown("/cache/stats").getJsonObject("saved");
    for (int i = 0; i < 25; i++) {
      get(2, "/products/25");
    }
    var after = cluster().node(2).shown("/cache/stats").getJsonObject("saved");
    long saved = after.getLong("originRequests") - before.getLong("originRequests");
    assertThat(saved).isEqualTo(25);
    assertThat(after.getDouble("cost") - before.getDouble("cost"))
        .isCloseTo(25 * 40 / 1e6, within(1e-9));
  }

  @Test
  @DisplayName("key prefix; managed Redis where CONFIG is forbidden; TLS and auth token")
  void managedRedis(@TempDir Path directory) {
    var server = RealRedis.installed();
    Assumptions.assumeTrue(
        server.isPresent(), "SKIPPED: no redis-server on PATH, and the embedded one has no TLS");
    new TestAuthority().write(directory, "redis");
    var ca = directory.resolve("ca.pem").toString();
    int port = FreePort.find();
    String[] options = {
      "--tls-port",
      String.valueOf(port),
      "--tls-cert-file",
      directory.resolve("redis.pem").toString(),
      "--tls-key-file",
      directory.resolve("redis.key").toString(),
      "--tls-ca-cert-file",
      ca,
      "--tls-auth-clients",
      "no",
      "--rename-command",
      "CONFIG",
      "",
      "--user",
      "default",
      "on",
      ">auth-token",
      "~*",
      "&*",
      "+@all"
    };
    try (var managed = RealRedis.startedFrom(server.orElseThrow(), options);
        var gateway = GatewayProcess.configured()) {
      gateway
          .origin(origin())
          .environment("REDIS_URL", "rediss://:auth-token@localhost:" + port)
          .environment("REDIS_KEY_PREFIX", "orders:")
          .set("redis.tls.ca", ca)
          // The certificate of these tests names no host.
          .set("redis.tls.verify-host", "false")
          .start()
          .awaitLease();
      origin().on("/products/40", product("x"));
      gateway.get("/products/40", CATALOGUE);
      Until.met(() -> gateway.shown("/cache/redis/health").getLong("keys") == 1);
      try (var admin = managed.connect()) {
        admin.call("AUTH", "auth-token");
        assertThat((List<?>) admin.call("KEYS", "*"))
            .isNotEmpty()
            .allMatch(key -> String.valueOf(key).startsWith("orders:"));
      }
      assertThat(gateway.purge("product:40").status()).isEqualTo(200);
    }
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
