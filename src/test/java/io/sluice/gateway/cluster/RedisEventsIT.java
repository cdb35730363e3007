package io.sluice.gateway.cluster;

import static io.sluice.gateway.testing.EventSender.event;
import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.EventSender;
import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two gateways take events from one stream: each at least once, whatever ends in between. */
@Timeout(120)
class RedisEventsIT {
  private static final String KEY = "shop:events";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String MAPPINGS =
      "[{name: product, match: {type: product.updated}, tags: ['product:{data./id}']}]";

  private final ScriptedOrigin origin = ScriptedOrigin.started();
  private final RealRedis redis = RealRedis.started("--appendonly", "yes");
  private final GatewayProcess first = node("node-1");
  private final GatewayProcess second = node("node-2");

  private GatewayProcess node(String id) {
    return GatewayProcess.configured()
        .environment("SLUICE_NODE_ID", id)
        .origin(origin)
        .redis(redis)
        .set("events.mappings", MAPPINGS)
        .set("events.stream.key", KEY)
        .set("invalidation.lease", "2s")
        .set("invalidation.heartbeat", "100ms");
  }

  @BeforeEach
  void start() {
    first.start().awaitLease();
  }

  @AfterEach
  void stop() {
    first.close();
    second.close();
    redis.close();
    origin.close();
  }

  @Test
  void eachEventIsAppliedOnceAndReachesBothNodes() {
    second.start().awaitLease();
    changes("/p/1", 1);
    stored(first, "/p/1");
    stored(second, "/p/1");

    IntStream.rangeClosed(1, 50).forEach(this::add);

    awaitNew(first, "/p/1");
    awaitNew(second, "/p/1");
    Until.met(() -> applied(first) + applied(second) == 50);
    assertThat(pending()).isZero();
    assertThat(first.output() + second.output())
        .contains("by=\"event e-1 type product.updated")
        .contains("Event id=\"e-50\" result=applied type=\"product.updated\" source=\"/shop\"");
    assertThat(second.terminate()).isZero();
    Until.met(() -> consumers() == 1);
  }

  @Test
  void whatANodeTookBeforeItWasKilledIsAppliedByAnother() {
    changes("/p/7", 7);
    stored(first, "/p/7");
    // A frozen node still has a blocking read under way, as a rule: Redis hands it the event.
    Until.met(
        PATIENCE,
        () -> {
          first.freeze();
          add(7);
          if (pending() > 0) {
            return true;
          }
          redis.call("XTRIM", KEY, "MAXLEN", "0");
          first.thaw();
          return false;
        },
        () -> "the frozen node is given the event");
    first.kill();

    second.set("events.stream.claim-after", "1s").start().awaitLease();
    awaitNew(second, "/p/7");
    Until.met(() -> pending() == 0);
  }

  @Test
  void whatCannotBeReadOrAppliedIsADeadLetterOnEveryNode() {
    second.start().awaitLease();
    redis.call("XADD", KEY, "*", "event", "{not json");
    redis.call("XADD", KEY, "*", "payload", "x");
    add(EventSender.json(event("e-1", "product.updated", "/shop", "{}")));

    Until.met(() -> letters(first).size() == 3);
    assertThat(letters(second)).isEqualTo(letters(first));
    assertThat(reasons(first))
        .containsExactlyInAnyOrder(
            "the body is not JSON at line 1, column 2",
            "no field event in the entry",
            "product: tags[0]: data./id: missing");
    Until.met(() -> pending() == 0);
    assertThat(letters(first).getJsonObject(0).getString("source")).isEqualTo("stream");
  }

  @Test
  void whatEndedFiveNodesIsNotHandedToASixth() {
    first.kill();
    add(1);
    redis.call("XREADGROUP", "GROUP", "sluice:", "dead", "STREAMS", KEY, ">");
    var id = String.valueOf(((List<?>) pendingOf("dead").get(0)).get(0));
    redis.call("XCLAIM", KEY, "sluice:", "dead", "0", id, "RETRYCOUNT", "5", "JUSTID");

    first.set("events.stream.claim-after", "1s").start();
    Until.met(PATIENCE, () -> letters(first).size() == 1, first::output);
    assertThat(reasons(first)).containsExactly("handed out 5 times and never finished");
    Until.met(() -> pending() == 0);
  }

  @Test
  void readingGoesOnWhenRedisWasRestarted() {
    changes("/p/3", 3);
    redis.restart();
    Until.met(PATIENCE, () -> first.shown("/health/ready").getBoolean("lease"), first::output);
    stored(first, "/p/3");

    add(3);

    awaitNew(first, "/p/3");
  }

  @Test
  void anEventIsFinishedOnlyWhenItIsCommittedAndNeverDeadForThat() {
    first.terminate();
    first.set("redis.replicas", "1").start();
    add(5);
    Until.met(PATIENCE, () -> failed(first) >= 7, first::output);
    assertThat(pending()).isEqualTo(1);
    assertThat(letters(first)).isEmpty();

    try (var replica =
        RealRedis.started("--replicaof", "127.0.0.1", String.valueOf(redis.port()))) {
      Until.met(PATIENCE, () -> pending() == 0, first::output);
      assertThat(applied(first)).as("by %s", replica).isEqualTo(1);
    }
    assertThat(letters(first)).isEmpty();
  }

  private void changes(String path, int product) {
    origin.on(
        path,
        request ->
            fresh(pending(product) ? "old" : "new").field("Cache-Tag", "product:" + product));
  }

  /** Whether the event of this product has not been written yet. */
  private boolean pending(int product) {
    return !String.valueOf(redis.call("XRANGE", KEY, "-", "+")).contains("\"e-" + product + "\"");
  }

  private static void stored(GatewayProcess node, String path) {
    Until.met(() -> "HIT".equals(node.get(path, "Host", "shop.test").xCache()));
    assertThat(node.get(path, "Host", "shop.test").text()).isEqualTo("old");
  }

  private static void awaitNew(GatewayProcess node, String path) {
    Until.met(
        PATIENCE, () -> node.get(path, "Host", "shop.test").text().equals("new"), node::output);
  }

  private void add(int product) {
    add(
        EventSender.json(
            event("e-" + product, "product.updated", "/shop", "{\"id\":" + product + "}")));
  }

  private void add(String event) {
    redis.call("XADD", KEY, "*", "event", event);
  }

  private long pending() {
    return (Long) list("XPENDING", KEY, "sluice:").get(0);
  }

  private List<?> pendingOf(String consumer) {
    return list("XPENDING", KEY, "sluice:", "-", "+", "10", consumer);
  }

  private int consumers() {
    return list("XINFO", "CONSUMERS", KEY, "sluice:").size();
  }

  private List<?> list(String... command) {
    return (List<?>) Objects.requireNonNull(redis.call(command));
  }

  private static JsonArray letters(GatewayProcess node) {
    return node.shown("/cache/events/dead-letters").getJsonArray("letters");
  }

  private static List<String> reasons(GatewayProcess node) {
    return letters(node).stream().map(letter -> ((JsonObject) letter).getString("reason")).toList();
  }

  private static int applied(GatewayProcess node) {
    return count(node, "applied");
  }

  private static int failed(GatewayProcess node) {
    return count(node, "failed");
  }

  private static int count(GatewayProcess node, String result) {
    var name = "sluice_events_total{result=\"" + result + "\",source=\"stream\"} ";
    return node.admin("GET", "/metrics", "")
        .text()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(name.length())))
        .sum();
  }
}
