package io.sluice.gateway.scenario;

import static io.sluice.gateway.scenario.WebSocketHandshake.AGREED;
import static io.sluice.gateway.scenario.WebSocketHandshake.open;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawOrigin;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of requests, connections and health when upstreams change under way. */
@Timeout(60)
class ReloadUpstreamsTest {
  private static final String TO_API = "[{name: api, match: {path: /**}, upstream: api}]";

  private final ScriptedOrigin old = ScriptedOrigin.started().otherwise(ok("old"));
  private final ScriptedOrigin next = ScriptedOrigin.started().otherwise(ok("next"));
  private GatewayUnderTest gateway = GatewayUnderTest.with();

  @AfterEach
  void stop() {
    gateway.close();
    old.close();
    next.close();
  }

  /** All goes to the old one, which is an upstream of its own. */
  private void start(String... settings) {
    var all = new String[settings.length + 6];
    all[0] = "upstreams.default.origins";
    all[1] = next.url();
    all[2] = "upstreams.api.origins";
    all[3] = old.url();
    all[4] = "rules";
    all[5] = TO_API;
    System.arraycopy(settings, 0, all, 6, settings.length);
    gateway = GatewayUnderTest.with(all).start();
  }

  private void removeOld() {
    assertThat(gateway.reconfigure("upstreams.api.origins", null, "rules", "[]").changed())
        .containsExactlyInAnyOrder("upstreams.api", "rules.api");
  }

  private String metrics() {
    return gateway.admin("GET", "/metrics", "").text();
  }

  private JsonObject upstreams() {
    return new JsonObject(gateway.admin("GET", "/health/ready", "").text())
        .getJsonObject("upstreams");
  }

  @Test
  void aRequestUnderWayEndsWhereItBeganAndLeavesNothingBehind() {
    var gate = new Gate();
    old.on("/slow", ok("begun").body(", ").waitAt(gate).body("ended"));
    start();
    gateway.get("/warm");
    try (var client = gateway.connect()) {
      client.request("GET", "/slow");
      gate.awaitReached();

      removeOld();

      assertThat(gateway.get("/").text()).isEqualTo("next");
      assertThat(metrics()).contains("upstream=\"default\"").doesNotContain("upstream=\"api\"");
      assertThat(upstreams().fieldNames()).containsExactly("default");
      gate.open();
      assertThat(client.response().text()).isEqualTo("begun, ended");
    }
    Until.met(() -> old.openConnections() == 0);
  }

  @Test
  void idleConnectionsOfAnUpstreamThatIsGoneAreClosed() {
    start();
    gateway.get("/");
    assertThat(old.openConnections()).isEqualTo(1);
    removeOld();
    Until.met(() -> old.openConnections() == 0);
  }

  @Test
  void aRequestWhoseOriginIsAskedOnlyAfterTheReloadAsksTheOneOfItsConfiguration() {
    start(
        "rules", "[{name: api, match: {path: /**, methods: [GET, POST]}, ttl: 1m, upstream: api}]");
    try (var client = gateway.connect()) {
      client.send(
          "POST /question HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 6\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 100 ");

      removeOld();

      client.send("where?");
      assertThat(client.response().text()).isEqualTo("old");
      assertThat(old.last("/question").body()).isEqualTo("where?");
    }
    Until.met(() -> old.openConnections() == 0);
  }

  @Test
  void connectionsGoOnWhenAnOriginIsAdded() {
    start("rules", "[]", "upstreams.default.origins", old.url());
    // On the event loop of the connection, whatever the key.
    gateway.get("/", "Cache-Control", "no-store");
    int before = old.last("/").connection();

    gateway.reconfigure("upstreams.default.origins", old.url() + "," + next.url());

    Until.met(
        () -> {
          gateway.get("/again", "Cache-Control", "no-store");
          return old.count("/again") > 0 && next.count("/again") > 0;
        });
    assertThat(old.last("/again").connection()).isEqualTo(before);
  }

  @Test
  void anOriginThatIsDownStaysDownWhenAnotherIsAdded() {
    var third = ScriptedOrigin.started().otherwise(ok("third"));
    var health = new AtomicInteger(200);
    old.on("/health", request -> OriginAnswer.status(health.get()));
    start(
        "upstreams.default.origins", old.url() + "," + next.url(),
        "upstreams.default.health.path", "/health",
        "upstreams.default.health.interval", "50ms",
        "upstreams.default.health.rise", "100",
        "upstreams.default.health.fall", "1");
    health.set(503);
    Until.met(() -> upstreams().getJsonObject("default").getInteger("up") == 1);
    health.set(200);

    gateway.reconfigure(
        "upstreams.default.origins", old.url() + "," + next.url() + "," + third.url());
    assertThat(upstreams().getJsonObject("default").getInteger("up")).isEqualTo(2);

    gateway.reconfigure("upstreams.default.health.interval", "60ms");
    assertThat(upstreams().getJsonObject("default").getInteger("up")).isEqualTo(2);

    int asked = third.count("/health");
    third.awaitCount("/health", asked + 3);
    gateway.reconfigure("upstreams.default.origins", old.url() + "," + next.url());
    Until.steady(() -> third.count("/health"));
    third.close();
  }

  @Test
  void countsOfAnOriginGoOnWhenItIsTreatedOtherwise() {
    start("rules", "[]");
    gateway.get("/");
    var attempts =
        "sluice_origin_attempts_total{origin=\"%s\",upstream=\"default\"} ".formatted(next.url());
    assertThat(metrics()).contains(attempts + "1.0");
    gateway.reconfigure("fetch.breaker.max-failures", "7");
    gateway.get("/");
    assertThat(metrics()).contains(attempts + "2.0");
  }

  @Test
  void aTunnelGoesOnThroughAnUpstreamThatIsGone() throws IOException {
    var echo = RawOrigin.started();
    echo.script(
        (connection, head) -> {
          connection.send(AGREED);
          connection.send(connection.read(3));
          connection.send(connection.read(3));
        });
    start("upstreams.api.origins", echo.url());
    try (var client = gateway.connect()) {
      open(client, "/chat");
      client.send("one");
      assertThat(new String(client.input().readNBytes(3), ISO_8859_1)).isEqualTo("one");

      removeOld();

      client.send("two");
      assertThat(new String(client.input().readNBytes(3), ISO_8859_1)).isEqualTo("two");
    }
    Until.met(() -> metrics().contains("sluice_tunnels_open 0.0"));
    echo.close();
  }
}
