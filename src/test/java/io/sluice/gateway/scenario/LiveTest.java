package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RealRedisExtension;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The stream of snapshots that the dashboard shows. */
@Timeout(60)
class LiveTest {
  @RegisterExtension static final RealRedisExtension REDIS = new RealRedisExtension();

  private static RawHttp look(GatewayUnderTest gateway) {
    var viewer = RawHttp.connect(gateway.adminPort());
    viewer.request("GET", "/cache/live");
    assertThat(viewer.head()).startsWith("HTTP/1.1 200").containsIgnoringCase("text/event-stream");
    return viewer;
  }

  /** The next whole one; each is one chunk. */
  private static JsonObject snapshot(RawHttp viewer) {
    var text = new StringBuilder();
    while (true) {
      int from = text.indexOf("data: ");
      int to = text.indexOf("\n\n");
      if (from >= 0 && to > from) {
        return new JsonObject(text.substring(from + "data: ".length(), to));
      }
      text.append(viewer.readPiece());
    }
  }

  @Test
  void aSnapshotTellsWhatTheNodeHasDone() {
    try (var gateway = GatewayUnderTest.with().redis(REDIS.server()).start()) {
      gateway.origin().on("/product", fresh("one").field("Cache-Tag", "product:1"));
      gateway.get("/product?secret=1", "Host", "shop.test");
      for (int i = 0; i < 4; i++) {
        gateway.get("/product?secret=1", "Host", "shop.test");
      }
      gateway.post("/order", "x", "Host", "shop.test");
      try (var viewer = look(gateway)) {
        var first = snapshot(viewer);
        assertThat(first.getString("node")).isEqualTo(gateway.gateway().incarnation());
        assertThat(first.getString("mode")).isEqualTo("on");
        assertThat(first.getString("redis")).isEqualTo("up");
        var requests = first.getJsonObject("requests");
        assertThat(requests.getJsonObject("results").getLong("hit")).isEqualTo(4);
        assertThat(requests.getJsonObject("tiers").getLong("l1")).isEqualTo(4);
        assertThat(requests.getJsonObject("tiers").getLong("origin")).isEqualTo(2);
        assertThat(first.getJsonObject("stats").getJsonObject("memory").getInteger("size"))
            .isEqualTo(1);
        assertThat(first.getJsonObject("cluster").getBoolean("trusted")).isTrue();
        var origin =
            first
                .getJsonArray("upstreams")
                .getJsonObject(0)
                .getJsonArray("origins")
                .getJsonObject(0);
        assertThat(origin.getString("url")).isEqualTo(gateway.origin().url());
        assertThat(origin.getBoolean("up")).isTrue();

        var top = first.getJsonObject("top");
        while (top.getJsonArray("tags").isEmpty()) { // published once a second
          top = snapshot(viewer).getJsonObject("top");
        }
        assertThat(top.encode()).doesNotContain("secret");
        var url = top.getJsonArray("urls").getJsonObject(0);
        assertThat(url.getString("name")).isEqualTo("shop.test/product");
        assertThat(url.getDouble("hits")).isEqualTo(0.8);
        assertThat(top.getJsonArray("tags").getJsonObject(0).getString("name"))
            .isEqualTo("product:1");
      }
    }
  }

  @Test
  void allViewersSeeTheSameSnapshot() {
    try (var gateway = GatewayUnderTest.with().start();
        var one = look(gateway);
        var other = look(gateway)) {
      long time = snapshot(other).getLong("time");
      var seen = snapshot(one).getLong("time");
      while (seen < time) {
        seen = snapshot(one).getLong("time");
      }
      assertThat(seen).isEqualTo(time);
    }
  }

  @Test
  void viewersAreBoundedAndWhoLeavesMakesRoom() {
    try (var gateway = GatewayUnderTest.with().start()) {
      var viewers = Stream.generate(() -> look(gateway)).limit(32).toList();
      var refused = gateway.admin("GET", "/cache/live", "");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.field("retry-after")).isEqualTo("10");
      viewers.forEach(RawHttp::close);
      Until.met(
          () -> {
            try (var again = RawHttp.connect(gateway.adminPort())) {
              return again.request("GET", "/cache/live").head().contains(" 200 ");
            }
          });
    }
  }

  @Test
  void aTokenIsNeededThatMayRead(@TempDir Path directory) throws Exception {
    var reader = Files.writeString(directory.resolve("reader"), "reader-secret");
    var purger = Files.writeString(directory.resolve("purger"), "purger-secret");
    var tokens =
        "[{token-file: '%s', scopes: [read]}, {token-file: '%s', scopes: [purge]}]"
            .formatted(reader, purger);
    try (var gateway = GatewayUnderTest.with("admin.tokens", tokens).start()) {
      assertThat(status(gateway, null)).isEqualTo(401);
      assertThat(status(gateway, "wrong")).isEqualTo(401);
      assertThat(status(gateway, "purger-secret")).isEqualTo(403);
      assertThat(status(gateway, "reader-secret")).isEqualTo(200);
    }
  }

  private static int status(GatewayUnderTest gateway, @Nullable String token) {
    try (var admin = RawHttp.connect(gateway.adminPort())) {
      String[] fields =
          token == null ? new String[0] : new String[] {"Authorization", "Bearer " + token};
      var head = admin.request("GET", "/cache/live", fields).head();
      return Integer.parseInt(head.split(" ", 3)[1]);
    }
  }
}
