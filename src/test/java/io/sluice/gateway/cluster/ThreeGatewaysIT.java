package io.sluice.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayCluster;
import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three gateways, one Redis, one origin: what is cached and what is purged is so on all of them.
 */
@Timeout(60)
class ThreeGatewaysIT {

  private static final String[] SHOP = {"Host", "shop.test"};

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
                    .set("invalidation.lease", "2s")
                    .set("invalidation.heartbeat", "200ms"));
  }

  @AfterAll
  static void stop() {
    cluster().close();
    origin().close();
    redis().close();
  }

  @Test
  void tenRequestsAtOnceForAColdUrlMakeOneFetch() {
    var gate = new Gate();
    origin().on("/cold", fresh("cold").waitAt(gate));
    long misses = misses();
    var clients = new ArrayList<RawHttp>();
    for (int i = 0; i < 10; i++) {
      clients.add(cluster().node(i % 3).connect().request("GET", "/cold", SHOP));
    }
    Until.met(() -> misses() >= misses + 10);
    gate.open();
    for (var client : clients) {
      try (client) {
        assertThat(client.response().text()).isEqualTo("cold");
      }
    }
    assertThat(origin().count("/cold")).isEqualTo(1);
  }

  private static long misses() {
    return cluster().nodes().stream()
        .mapToLong(
            node -> node.shown("/cache/stats").getJsonObject("memory").getLong("totalMisses"))
        .sum();
  }

  @Test
  void aNodeAnswersFromRedisWhatAnotherHasFetched() {
    origin().on("/shared", fresh("shared"));
    assertThat(get(0, "/shared").xCache()).isEqualTo("MISS");
    awaitInRedis("/shared");
    var second = get(1, "/shared");
    assertThat(second.xCache()).isEqualTo("HIT");
    assertThat(second.cacheStatus()).contains("sluice; hit").contains("detail=l2");
    assertThat(get(1, "/shared").cacheStatus()).doesNotContain("l2");
    assertThat(origin().count("/shared")).isEqualTo(1);
  }

  @Test
  void aRestartedNodeAnswersItsFirstRequestFromRedis() {
    origin().on("/kept", fresh("kept"));
    get(0, "/kept");
    awaitInRedis("/kept");
    String before = cluster().node(2).node();

    assertThat(cluster().node(2).terminate()).isZero();
    cluster().node(2).start().awaitLease();

    assertThat(cluster().node(2).node()).isNotEqualTo(before);
    var first = get(2, "/kept");
    assertThat(first.text()).isEqualTo("kept");
    assertThat(first.xCache()).isEqualTo("HIT");
    assertThat(first.cacheStatus()).contains("detail=l2");
    assertThat(origin().count("/kept")).isEqualTo(1);
    cluster().awaitComplete();
    assertAcked(cluster().node(0).purge("nothing"));
  }

  @Test
  void anErrorThatOneNodeGotKeepsNoOtherFromServingStale() {
    var gate = new Gate();
    origin()
        .on(
            "/failing",
            OriginAnswer.ok("old")
                .field("Cache-Control", "max-age=10, stale-if-error=600")
                .field("Age", "20"),
            OriginAnswer.status(503).waitAt(gate));
    get(1, "/failing");
    awaitInRedis("/failing");
    // Only the memory of that node has it now.
    assertThat(cluster().node(0).admin("DELETE", "/cache/redis", "").status()).isEqualTo(200);
    try (var leader = cluster().node(0).connect().request("GET", "/failing", SHOP);
        var waiting = cluster().node(1).connect()) {
      gate.awaitReached();
      waiting.request("GET", "/failing", SHOP);
      // Behind it on its event loop, whichever that is.
      for (int i = 0; i < 8; i++) {
        try (var behind = cluster().node(1).connect()) {
          behind.get("/behind" + i, SHOP);
        }
      }
      gate.open();
      assertThat(leader.response().status()).isEqualTo(503);
      assertThat(waiting.response().text()).isEqualTo("old");
    }
  }

  @Test
  void aPurgeByTagReachesAllNodesBeforeItsReceipt() {
    var versions = new AtomicInteger();
    origin().on("/tagged", r -> fresh("v" + versions.incrementAndGet()).field("Cache-Tag", "t1"));
    everywhere("/tagged", "v1");

    assertAcked(cluster().node(1).purge("t1"));

    for (int i = 0; i < 3; i++) {
      var response = get(i, "/tagged");
      assertThat(response.text()).isNotEqualTo("v1");
    }
    assertThat(get(2, "/tagged").xCache()).isEqualTo("HIT");
  }

  @Test
  void everyNodeMissesAfterAPurge() {
    origin().on("/all-miss", r -> fresh("x").field("Cache-Tag", "t2"));
    everywhere("/all-miss", "x");
    assertAcked(cluster().node(0).purge("t2"));
    // Purged again after each, lest Redis answer the next from the miss before.
    for (int i = 0; i < 3; i++) {
      assertThat(get(i, "/all-miss").xCache()).isEqualTo("MISS");
      assertAcked(cluster().node(0).purge("t2"));
    }
  }

  @Test
  void thePurgeMethodReachesAllNodes() {
    var versions = new AtomicInteger();
    origin().on("/by-url", r -> fresh("v" + versions.incrementAndGet()));
    everywhere("/by-url", "v1");

    assertAcked(cluster().node(2).exchange("PURGE", "/by-url", SHOP));

    for (int i = 0; i < 3; i++) {
      assertThat(get(i, "/by-url").text()).isEqualTo("v2");
    }
  }

  /** RFC 9875: a write names a group whose members it has changed. */
  @Test
  void theGroupThatAWriteNamesIsReadAnewThroughAll() {
    var state = new AtomicInteger(1);
    origin()
        .on("/member", request -> fresh("v" + state.get()).field("Cache-Groups", "\"shelf\""))
        .on(
            "/group",
            request -> {
              state.incrementAndGet();
              return OriginAnswer.status(204).field("Cache-Group-Invalidation", "\"shelf\"");
            });
    everywhere("/member", "v1");

    try (var client = cluster().node(2).connect()) {
      var answer = client.requestWithBody("PUT", "/group", "new", SHOP).response();
      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.cacheStatus()).doesNotContain("invalidation-pending");
    }

    for (int i = 0; i < 3; i++) {
      assertThat(get(i, "/member").text()).isEqualTo("v2");
    }
  }

  @Test
  void aWriteThroughOneNodeIsReadThroughAll() {
    var state = new AtomicInteger(1);
    origin()
        .on(
            "/written",
            request -> {
              if (request.method().equals("PUT")) {
                state.incrementAndGet();
                return OriginAnswer.status(204);
              }
              return fresh("v" + state.get());
            });
    everywhere("/written", "v1");

    try (var client = cluster().node(1).connect()) {
      var answer = client.requestWithBody("PUT", "/written", "new", SHOP).response();
      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.cacheStatus()).doesNotContain("invalidation-pending");
    }

    for (int i = 0; i < 3; i++) {
      assertThat(get(i, "/written").text()).isEqualTo("v2");
    }
  }

  @Test
  void theReceiptCanBeReadThroughEveryNode() {
    var receipt = new JsonObject(cluster().node(0).purge("receipt").text());
    for (var node : cluster().nodes()) {
      var seen = node.admin("GET", "/cache/invalidations/" + receipt.getString("id"), "");
      assertThat(seen.status()).isEqualTo(200);
      assertThat(new JsonObject(seen.text()).getLong("sequence"))
          .isEqualTo(receipt.getLong("sequence"));
    }
  }

  @Test
  void removingWhatIsInRedisDoesNoHarm() {
    origin().on("/cleared", fresh("cleared").field("Cache-Tag", "t3"));
    everywhere("/cleared", "cleared");
    var answer = cluster().node(0).admin("DELETE", "/cache/redis", "");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(new JsonObject(answer.text()).getLong("removed")).isPositive();
    for (int i = 0; i < 3; i++) {
      assertThat(get(i, "/cleared").xCache()).isEqualTo("HIT");
    }
    assertAcked(cluster().node(1).purge("t3"));
    assertThat(get(2, "/cleared").xCache()).isEqualTo("MISS");
  }

  @Test
  void flushingRedisVoidsEverythingWithinALease() {
    var versions = new AtomicInteger();
    origin().on("/flushed", r -> fresh("v" + versions.incrementAndGet()).field("Cache-Tag", "t4"));
    everywhere("/flushed", "v1");

    redis().flushAll();

    for (int i = 0; i < 3; i++) {
      assertThat(get(i, "/flushed").status()).isEqualTo(200);
    }
    for (int i = 0; i < 3; i++) {
      int node = i;
      Until.met(() -> !get(node, "/flushed").text().equals("v1"));
    }
    Until.met(() -> isAcked(cluster().node(2).purge("t4")));
    String old = "v" + versions.get();
    for (int i = 0; i < 3; i++) {
      assertThat(get(i, "/flushed").text()).isNotEqualTo(old);
    }
  }

  @Test
  void theKillSwitchWorksOnEveryNode() {
    origin().on("/switch", fresh("switch"));
    everywhere("/switch", "switch");
    cluster().node(0).admin("PUT", "/cache/mode", "{\"mode\":\"bypass\"}");
    try {
      for (int i = 0; i < 3; i++) {
        int node = i;
        Until.met(() -> "BYPASS".equals(get(node, "/switch").xCache()));
      }
    } finally {
      cluster().node(1).admin("PUT", "/cache/mode", "{\"mode\":\"on\"}");
    }
    for (int i = 0; i < 3; i++) {
      int node = i;
      Until.met(() -> "HIT".equals(get(node, "/switch").xCache()));
    }
  }

  private static OriginAnswer fresh(String body) {
    return OriginAnswer.fresh(body).field("ETag", "\"" + body + "\"");
  }

  private static RawResponse get(int node, String path) {
    return cluster().node(node).get(path, SHOP);
  }

  /** Has the URL in the memory of all nodes. */
  private static void everywhere(String path, String body) {
    assertThat(get(0, path).text()).isEqualTo(body);
    awaitInRedis(path);
    for (int i = 0; i < 3; i++) {
      get(i, path);
      var again = get(i, path);
      assertThat(again.text()).isEqualTo(body);
      assertThat(again.xCache()).isEqualTo("HIT");
    }
  }

  /** Storing goes on behind the response's end. */
  private static void awaitInRedis(String path) {
    Until.met(
        () -> keys().stream().anyMatch(key -> redis().call("GET", key) != null && has(key, path)));
  }

  private static boolean has(String key, String path) {
    return Objects.toString(redis().call("GET", key)).contains(path);
  }

  private static List<String> keys() {
    return ((List<?>) Objects.requireNonNull(redis().call("KEYS", "sluice:e:*")))
        .stream().map(String::valueOf).toList();
  }

  private static boolean isAcked(RawResponse receipt) {
    return receipt.status() == 200 && states(receipt).equals(allAcked());
  }

  private static void assertAcked(RawResponse receipt) {
    assertThat(receipt.status()).as(receipt.text()).isEqualTo(200);
    var json = new JsonObject(receipt.text());
    assertThat(json.getBoolean("committed")).isTrue();
    assertThat(json.getBoolean("complete")).isTrue();
    assertThat(states(receipt)).isEqualTo(allAcked());
  }

  private static Map<String, String> states(RawResponse receipt) {
    return new JsonObject(receipt.text())
        .getJsonArray("nodes").stream()
            .map(JsonObject.class::cast)
            .collect(
                Collectors.toMap(node -> node.getString("node"), node -> node.getString("state")));
  }

  private static Map<String, String> allAcked() {
    return cluster().nodes().stream()
        .collect(Collectors.toMap(GatewayProcess::node, node -> "acked"));
  }

  private static GatewayCluster cluster() {
    return Objects.requireNonNull(cluster);
  }

  private static ScriptedOrigin origin() {
    return Objects.requireNonNull(origin);
  }

  private static RealRedis redis() {
    return Objects.requireNonNull(redis);
  }
}
