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

  /** Somebody who looks; what came and was not asked for yet is kept. */
  private record Viewer(RawHttp connection, StringBuilder received) implements AutoCloseable {

    static Viewer of(GatewayUnderTest gateway) {
      var connection = RawHttp.connect(gateway.adminPort());
      connection.request("GET", "/cache/live");
      assertThat(connection.head())
          .startsWith("HTTP/1.1 200")
          .containsIgnoringCase("text/event-stream");
      return new Viewer(connection, new StringBuilder());
    }

    JsonObject next() {
      while (true) {
        int from = received.indexOf("data: ");
        int to = received.indexOf("\n\n");
        if (from >= 0 && to > from) {
          var json = new JsonObject(received.substring(from + "data: ".length(), to));
          received.delete(0, to + 2);
          return json;
        }
        received.append(connection.readPiece());
      }
    }

    @Override
    public void close() {
      connection.close();
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
      try (var viewer = Viewer.of(gateway)) {
        var first = viewer.next();
        while (answered(first)
            < 6) { // counted when the answer is over, which the client sees first
          first = viewer.next();
        }
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
          top = viewer.next().getJsonObject("top");
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
        var one = Viewer.of(gateway);
        var other = Viewer.of(gateway)) {
      long time = other.next().getLong("time");
      var seen = one.next().getLong("time");
      while (seen < time) {
        seen = one.next().getLong("time");
      }
      assertThat(seen).isEqualTo(time);
    }
  }

  private static long answered(JsonObject snapshot) {
    var tiers = snapshot.getJsonObject("requests").getJsonObject("tiers");
    return tiers.stream().mapToLong(tier -> ((Number) tier.getValue()).longValue()).sum();
  }

  @Test
  void viewersAreBoundedAndWhoLeavesMakesRoom() {
    try (var gateway = GatewayUnderTest.with().start()) {
      var viewers = Stream.generate(() -> Viewer.of(gateway)).limit(32).toList();
      var refused = gateway.admin("GET", "/cache/live", "");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.field("retry-after")).isEqualTo("10");
      viewers.forEach(Viewer::close);
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
