package io.sluice.gateway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayCluster;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One of two nodes dies or stops: the other's purges succeed, and nothing stale is served. */
@Timeout(60)
class NodeFaultsIT {
  private static final Duration LEASE = Duration.ofSeconds(2);

  /** 1.01 leases, and what a busy machine needs beyond. */
  private static final Duration LONGEST_PURGE = LEASE.plusMillis(20).plusMillis(1500);

  private static final String[] SHOP = {"Host", "shop.test"};
  private static final int CROWD = 20;

  private static @Nullable RealRedis redis;
  private static @Nullable ScriptedOrigin origin;
  private static @Nullable GatewayCluster shared;

  private final GatewayCluster cluster = Objects.requireNonNull(shared);
  private final AtomicInteger version = new AtomicInteger(1);

  @BeforeAll
  static void start() {
    var store = RealRedis.started();
    var server = ScriptedOrigin.started();
    redis = store;
    origin = server;
    shared =
        GatewayCluster.started(
            2,
            node ->
                node.redis(store)
                    .origin(server)
                    .set("invalidation.lease", LEASE.toSeconds() + "s")
                    .set("invalidation.heartbeat", "200ms"));
  }

  @AfterAll
  static void stop() {
    Objects.requireNonNull(shared).close();
    Objects.requireNonNull(origin).close();
    Objects.requireNonNull(redis).close();
  }

  /** Nothing of another test's is served. */
  @BeforeEach
  void scripted() {
    Objects.requireNonNull(origin)
        .on(
            "/page",
            request ->
                OriginAnswer.fresh("v" + version)
                    .field("Cache-Tag", "page")
                    .field("ETag", "\"v" + version + "\""));
    assertThat(cluster.node(0).purge("page").status()).isEqualTo(200);
  }

  @Test
  void aKilledNodeDelaysAPurgeByOneLeaseAtMost() {
    String killed = cluster.node(1).node();
    warm(0);
    cluster.node(1).kill();

    var receipt = purgeWithinALease();

    assertThat(state(receipt, cluster.node(0).node())).isEqualTo("acked by self");
    assertThat(state(receipt, killed)).isEqualTo("fenced");
    assertThat(get(0).text()).isEqualTo("v2");

    cluster.node(1).start();
    cluster.awaitComplete();
    var after = cluster.node(0).purge("other");
    assertThat(after.status()).isEqualTo(200);
    assertThat(state(after, cluster.node(1).node())).startsWith("acked by ");
    assertThat(get(1).text()).isEqualTo("v2");
  }

  @Test
  void aResumedNodeNeverServesWhatWasPurgedMeanwhile() {
    warm(0);
    warm(1);
    var before = new ArrayList<RawHttp>();
    for (int i = 0; i < CROWD; i++) {
      before.add(cluster.node(1).connect());
    }
    String frozen = cluster.node(1).node();
    cluster.node(1).freeze();

    var receipt = purgeWithinALease();
    assertThat(state(receipt, frozen)).isEqualTo("fenced");

    // They lie in the sockets when the process goes on: it reads them before anything from Redis.
    before.forEach(client -> client.request("GET", "/page", SHOP));
    cluster.node(1).thaw();
    for (var client : before) {
      try (client) {
        assertThat(client.response().text()).isEqualTo("v2");
      }
    }
    cluster.awaitComplete();
    Until.met(() -> "HIT".equals(get(1).xCache()));
    assertThat(cluster.node(0).purge("other").status()).isEqualTo(200);
  }

  @Test
  void theFetchOfAKilledNodeIsMadeOnceMoreByAnother() {
    var server = Objects.requireNonNull(origin);
    var never = new Gate();
    server.on(
        "/orphan",
        OriginAnswer.status(200).field("Cache-Control", "max-age=60").waitAt(never).body("lost"),
        OriginAnswer.fresh("again"));
    var orphans = new ArrayList<RawHttp>();
    try (var leader = cluster.node(1).connect()) {
      leader.request("GET", "/orphan", SHOP);
      never.awaitReached();
      for (int i = 0; i < CROWD; i++) {
        orphans.add(cluster.node(0).connect().request("GET", "/orphan", SHOP));
      }
      cluster.node(1).kill();
      long killed = System.nanoTime();
      for (var client : orphans) {
        try (client) {
          assertThat(client.response().text()).isEqualTo("again");
        }
      }
      // The claim of the dead runs out after 2 s.
      assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(5));
    }
    never.open();
    assertThat(server.count("/orphan")).isEqualTo(2);
    cluster.node(1).start();
    cluster.awaitComplete();
  }

  @Test
  void whatTheTimeoutLeftPendingIsFencedInTheReceiptLater() {
    String frozen = cluster.node(1).node();
    cluster.node(1).freeze();
    var early =
        cluster
            .node(0)
            .admin("POST", "/cache/invalidations", "{\"tags\":[\"page\"],\"timeout\":\"50ms\"}");
    assertThat(early.status()).isEqualTo(202);
    assertThat(state(early, frozen)).isEqualTo("pending");

    var location = Objects.requireNonNull(early.field("location"));
    Until.met(() -> cluster.node(0).shown(location).getBoolean("complete"));
    assertThat(state(cluster.node(0).admin("GET", location, ""), frozen)).isEqualTo("fenced");
    assertThat(cluster.node(0).admin("GET", "/metrics", "").text())
        .contains("sluice_invalidations_total{outcome=\"pending\"} 1.0")
        .doesNotContain("sluice_nodes_fenced_total 0.0");
    assertThat(cluster.node(0).log())
        .anyMatch(line -> line.contains("Invalidation, late, ") && line.contains(":fenced/"));

    cluster.node(1).thaw();
    cluster.awaitComplete();
    // The first message takes long enough for a heartbeat to come before it.
    Until.met(() -> "acked by bus".equals(state(cluster.node(0).purge("other"), frozen)));
  }

  private void warm(int node) {
    get(node);
    assertThat(get(node).text()).isEqualTo("v1");
    assertThat(get(node).xCache()).isEqualTo("HIT");
  }

  private RawResponse get(int node) {
    return cluster.node(node).get("/page", SHOP);
  }

  /** The page changes and is purged through the first node. */
  private RawResponse purgeWithinALease() {
    version.set(2);
    long begin = System.nanoTime();
    var receipt = cluster.node(0).purge("page");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LONGEST_PURGE);
    assertThat(receipt.status()).as(receipt.text()).isEqualTo(200);
    assertThat(new JsonObject(receipt.text()).getBoolean("complete")).isTrue();
    return receipt;
  }

  private static String state(RawResponse receipt, String node) {
    return new JsonObject(receipt.text())
        .getJsonArray("nodes").stream()
            .map(JsonObject.class::cast)
            .filter(state -> state.getString("node").equals(node))
            .map(
                state ->
                    state.containsKey("via")
                        ? state.getString("state") + " by " + state.getString("via")
                        : state.getString("state"))
            .findFirst()
            .orElse("not listed");
  }
}
