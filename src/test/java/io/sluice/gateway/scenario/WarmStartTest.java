package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.LogLines;
import io.sluice.gateway.testing.RealRedisExtension;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node that starts anew finds in its memory what was in use before. */
class WarmStartTest {
  private static final String HOST = "shop.test";

  @RegisterExtension static final RealRedisExtension redis = new RealRedisExtension();
  private ScriptedOrigin origin;

  @BeforeEach
  void start() {
    origin = ScriptedOrigin.started();
  }

  @AfterEach
  void stop() {
    origin.close();
  }

  private GatewayUnderTest node(String... settings) {
    var all = new ArrayList<>(List.of("cache.warmup", "true"));
    all.addAll(List.of(settings));
    return GatewayUnderTest.with(all.toArray(String[]::new)).redis(redis.server()).origin(origin);
  }

  /** Has a node serve these until they are in both stores, and ends it. */
  private void serve(String... paths) {
    try (var node = node().start()) {
      for (var path : paths) {
        Until.met(() -> "HIT".equals(node.get(path, "Host", HOST).xCache()));
      }
      Until.met(() -> stored() >= paths.length);
    }
  }

  private long stored() {
    return Long.parseLong(evaluated("return #redis.call('KEYS','*e:{*')"));
  }

  private static JsonObject started(GatewayUnderTest node) {
    var shown = new JsonObject[1];
    Until.met(
        () -> {
          shown[0] = new JsonObject(node.admin("GET", "/cache/warm/start", "").text());
          return !"running".equals(shown[0].getString("state"));
        });
    return shown[0];
  }

  private static String stats(GatewayUnderTest node) {
    return new JsonObject(node.admin("GET", "/cache/stats", "").text())
        .getJsonObject("redis")
        .encode();
  }

  @Test
  void whatWasInUseIsAHitFromMemory() {
    origin.on("/a", fresh("a").field("Cache-Tag", "t")).on("/b", fresh("b").field("Vary", "X-V"));
    serve("/a", "/b");
    try (var node = node().start()) {
      var start = started(node);
      assertThat(start.getString("state")).isEqualTo("done");
      assertThat(start.getLong("stored")).as(start.encode()).isEqualTo(2);
      var hit = node.get("/a", "Host", HOST);
      assertThat(hit.xCache()).isEqualTo("HIT");
      assertThat(hit.cacheStatus()).doesNotContain("detail=l2");
      assertThat(node.get("/b", "Host", HOST).xCache()).isEqualTo("HIT");
      assertThat(stats(node)).contains("\"totalHits\":0", "\"totalMisses\":0");
      assertThat(origin.count("/a")).isEqualTo(1);

      // It is invalidated as anything else.
      node.purgeTags("t");
      assertThat(node.get("/a", "Host", HOST).xCache()).isEqualTo("MISS");
    }
  }

  @Test
  void whatWasInvalidatedMeanwhileIsNotKept() {
    origin.on("/a", fresh("a").field("Cache-Tag", "t")).on("/b", fresh("b"));
    try (var other = GatewayUnderTest.with().redis(redis.server()).origin(origin).start()) {
      serve("/a", "/b");
      other.purgeTags("t");
    }
    try (var node = node().start()) {
      var start = started(node);
      assertThat(start.getLong("stored")).as(start.encode()).isEqualTo(1);
      assertThat(start.getLong("notStored")).isEqualTo(1);
      assertThat(node.get("/a", "Host", HOST).xCache()).isEqualTo("MISS");
      assertThat(node.get("/b", "Host", HOST).xCache()).isEqualTo("HIT");
    }
  }

  @Test
  void theByteLimitHolds() {
    var paths = new String[8];
    for (int i = 0; i < paths.length; i++) {
      paths[i] = "/p" + i;
      origin.on(paths[i], fresh("x".repeat(100_000)));
    }
    serve(paths);
    // Of 2 MiB a fifth: four of them.
    try (var node = node("cache.l1.max-bytes", "2MiB", "cache.warmup-percent", "20").start()) {
      var start = started(node);
      assertThat(start.getLong("total")).isEqualTo(8);
      assertThat(start.getLong("stored")).as(start.encode()).isEqualTo(4);
      var memory =
          new JsonObject(node.admin("GET", "/cache/stats", "").text()).getJsonObject("memory");
      assertThat(memory.getLong("bytes")).isLessThan((2L << 20) / 5);
    }
  }

  @Test
  void theLatestUsedComeFirst() {
    var paths = List.of("/p0", "/p1");
    paths.forEach(path -> origin.on(path, fresh("x".repeat(100_000))));
    serve("/p0", "/p1");
    var names = List.of(name(0), name(1));
    assertThat(keptAlone(names.get(0), paths)).isNotEqualTo(keptAlone(names.get(1), paths));
  }

  private static String name(int rank) {
    var script = "return redis.call('ZRANGE', KEYS[1], " + rank + ", " + rank + ")[1]";
    return String.valueOf(redis.server().call("EVAL", script, "1", recent()));
  }

  /** Lets this one be the latest used; which one memory has, where one has room. */
  private String keptAlone(String latest, List<String> paths) {
    redis.server().call("ZADD", recent(), "-9e15", latest);
    try (var node = node("cache.l1.max-bytes", "1MiB", "cache.warmup-percent", "15").start()) {
      assertThat(started(node).getLong("stored")).isEqualTo(1);
      var fromMemory =
          paths.stream()
              .filter(path -> !node.get(path, "Host", HOST).toString().contains("detail=l2"))
              .toList();
      assertThat(fromMemory).hasSize(1);
      return fromMemory.get(0);
    }
  }

  @Test
  void theLimitsAreThoseOfTheConfiguration() {
    origin.on("/a", fresh("a"));
    serve("/a");
    try (var log = new LogLines();
        var node =
            node(
                    "cache.warmup-max-time",
                    "100ms",
                    "cache.l1.max-bytes",
                    "10MiB",
                    "cache.warmup-percent",
                    "10")
                .start()) {
      started(node);
      assertThat(log.all())
          .anyMatch(line -> line.endsWith("1 entries were in use; at most 1048570 bytes, 100 ms"));
    }
  }

  @Test
  void whatAStrangerWroteIsNotServed() {
    origin.on("/a", fresh("a"));
    serve("/a");
    redis.server().call("SET", recent().replace("recent", "evil"), "no entry");
    redis.server().call("ZADD", recent(), "-9e15", "evil");
    try (var node = node().start()) {
      var start = started(node);
      assertThat(start.getLong("stored")).isEqualTo(1);
      assertThat(start.getLong("notStored")).isEqualTo(1);
    }
  }

  @Test
  void withoutTheSettingNothingIsReadOrWritten() {
    try (var node = GatewayUnderTest.with().redis(redis.server()).origin(origin).start()) {
      origin.on("/a", fresh("a"));
      node.get("/a", "Host", HOST);
      assertThat(node.admin("GET", "/cache/warm/start", "").status()).isEqualTo(404);
    }
    assertThat(redis.server().call("EXISTS", "sluice:recent")).isEqualTo(0L);
  }

  private static String evaluated(String script) {
    return String.valueOf(redis.server().call("EVAL", script, "0"));
  }

  private static String recent() {
    return evaluated("return redis.call('KEYS','*recent')[1]");
  }
}
