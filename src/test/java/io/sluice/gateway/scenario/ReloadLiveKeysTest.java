package io.sluice.gateway.scenario;

import static io.sluice.gateway.scenario.WebSocketHandshake.AGREED;
import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawOrigin;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Keys that are said to take effect without a restart do. */
@Timeout(60)
class ReloadLiveKeysTest {
  private static final String BODY = "compressible ".repeat(1000);

  @RegisterExtension final GatewayUnderTest gateway = GatewayUnderTest.with();

  private void store(String target) {
    Until.met(() -> "HIT".equals(gateway.get(target).xCache()));
  }

  private JsonObject memory() {
    return new JsonObject(gateway.admin("GET", "/cache/stats", "").text()).getJsonObject("memory");
  }

  @Test
  void whoIsServedAndTrusted() {
    gateway.origin().otherwise(ok("x"));
    assertThat(gateway.get("/", "Host", "other.test").status()).isEqualTo(200);
    gateway.reconfigure("http.hosts", "shop.test");
    assertThat(gateway.get("/", "Host", "other.test").status()).isEqualTo(421);
    gateway.reconfigure("http.hosts", null);

    gateway.get("/proxied", "X-Forwarded-For", "192.0.2.1");
    assertThat(gateway.origin().last("/proxied").field("x-forwarded-for")).isEqualTo("127.0.0.1");
    gateway.reconfigure("http.trusted-proxies", "127.0.0.1");
    gateway.get("/proxied", "X-Forwarded-For", "192.0.2.1");
    assertThat(gateway.origin().last("/proxied").field("x-forwarded-for"))
        .isEqualTo("192.0.2.1, 127.0.0.1");
    gateway.reconfigure("http.forwarded", "forwarded");
    gateway.get("/proxied");
    assertThat(gateway.origin().last("/proxied").field("forwarded")).startsWith("for=127.0.0.1");

    assertThat(gateway.exchange("PURGE", "/").status()).isEqualTo(200);
    gateway.reconfigure("purge.allowed", "10.0.0.0/8");
    assertThat(gateway.exchange("PURGE", "/").status()).isEqualTo(405);
  }

  @Test
  void whatMayBeSentAndKept() {
    gateway
        .origin()
        .otherwise(fresh("x".repeat(100)).field("Cache-Tag", "red").field("X-T", "blue"));
    assertThat(gateway.post("/", "12345").status()).isEqualTo(200);
    gateway.reconfigure("http.max-body-bytes", "4");
    assertThat(gateway.post("/", "12345").status()).isEqualTo(413);

    gateway.reconfigure("cache.max-object-bytes", "99");
    assertThat(gateway.get("/large").cacheStatus()).contains("detail=too-large");
    gateway.reconfigure("cache.max-object-bytes", "100", "tags.fields", "x-t");
    store("/large");
    assertThat(gateway.get("/large").field("cache-tag")).isEqualTo("red");
    gateway.purgeTags("red");
    assertThat(gateway.get("/large").xCache()).isEqualTo("HIT");
    gateway.purgeTags("blue");
    assertThat(gateway.get("/large").xCache()).isEqualTo("MISS");

    gateway.reconfigure("cache.cache-status-node-name", "true");
    assertThat(gateway.get("/named").cacheStatus()).startsWith("sluice; node=");
  }

  @Test
  void howMuchIsKeptInMemory() {
    gateway.origin().otherwise(fresh("x".repeat(100_000)));
    for (int i = 0; i < 20; i++) {
      store("/" + i);
    }
    assertThat(memory().getLong("size")).isEqualTo(20);
    gateway.reconfigure("cache.l1.max-bytes", "1MiB");
    assertThat(memory().getLong("maxBytes")).isEqualTo(1 << 20);
    Until.met(() -> memory().getLong("bytes") <= 1 << 20);
    gateway.reconfigure("cache.l1.max-bytes", "64MiB");
    for (int i = 0; i < 20; i++) {
      store("/" + i);
    }
    gateway.reconfigure("cache.max-size", "10");
    Until.met(() -> memory().getLong("size") <= 10);
  }

  @Test
  void compression() {
    gateway.origin().otherwise(fresh(BODY).field("Content-Type", "text/plain"));
    store("/before");
    assertThat(gateway.get("/plain", "Accept-Encoding", "br").field("content-encoding")).isNull();
    gateway.reconfigure("http.compression.enabled", "true");
    for (var coding : new String[] {"gzip", "br"}) {
      for (var target : new String[] {"/after", "/before"}) {
        Until.met(
            () ->
                coding.equals(
                    gateway.get(target, "Accept-Encoding", coding).field("content-encoding")));
      }
    }
  }

  @Test
  void connectionsAndSlowClients() {
    gateway.origin().otherwise(ok("x"));
    try (var kept = gateway.connect();
        var another = gateway.connect()) {
      kept.get("/");
      another.get("/");
      gateway.reconfigure("http.max-connections", "2");
      try (var third = gateway.connect()) {
        third.awaitClosed();
      }
      gateway.reconfigure("http.max-connections", "0", "http.max-connections-per-address", "1");
      try (var counted = gateway.connect()) {
        counted.get("/");
        try (var beyond = gateway.connect()) {
          beyond.awaitClosed();
        }
      }
      Until.met(() -> metrics().contains("sluice_connections_open 2.0"));
      try (var next = gateway.connect()) {
        next.get("/");
      }

      another.send("GET / HTTP/1.1\r\nHost:");
      gateway.reconfigure("http.max-connections-per-address", "0", "http.header-timeout", "200ms");
      another.awaitClosed();
      try (var silent = gateway.connect()) {
        silent.awaitClosed();
      }
      gateway.reconfigure("http.idle-timeout", "200ms");
      kept.awaitClosed();
    }
  }

  private String metrics() {
    return gateway.admin("GET", "/metrics", "").text();
  }

  @Test
  void slowBodiesAndOrigins() {
    gateway.origin().on("/slow", ok("").hang()).otherwise(ok("x"));
    gateway.reconfigure("http.body-timeout", "200ms", "fetch.first-byte-timeout", "200ms");
    try (var client = gateway.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n1");
      assertThat(client.response().status()).isEqualTo(408);
    }
  }

  @Test
  void howManyTunnelsThereMayBe() {
    var origin = RawOrigin.started();
    origin.script((connection, head) -> connection.send(AGREED).read(1));
    gateway.reconfigure("upstreams.default.origins", origin.url());
    try (var client = gateway.connect();
        var second = gateway.connect()) {
      WebSocketHandshake.open(client, "/");
      gateway.reconfigure("http.max-tunnels", "1");
      assertThat(second.send(WebSocketHandshake.request("/")).head()).startsWith("HTTP/1.1 503 ");
    }
    origin.close();
  }

  @Test
  void whoMaySteer() {
    gateway.reconfigure("admin.token", "one");
    assertThat(gateway.admin("GET", "/cluster", "").status()).isEqualTo(401);
    assertThat(cluster("one")).isEqualTo(200);
    gateway.reconfigure("admin.token", "two");
    assertThat(cluster("one")).isEqualTo(401);
    assertThat(cluster("two")).isEqualTo(200);
  }

  private int cluster(String token) {
    try (var admin = RawHttp.connect(gateway.adminPort())) {
      return admin.get("/cluster", "Authorization", "Bearer " + token).status();
    }
  }

  @Test
  void whatEventsInvalidateAndWhatIsWarmedUp() {
    gateway.origin().otherwise(fresh("x").field("Cache-Tag", "red"));
    store("/a");
    var event =
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":{\"id\":\"red\"}}";
    assertThat(gateway.admin("POST", "/cache/events", event).status()).isEqualTo(200);
    assertThat(gateway.get("/a").xCache()).isEqualTo("HIT");
    gateway.reconfigure("events.mappings", "[{match: {type: t}, tags: ['{data./id}']}]");
    assertThat(gateway.admin("POST", "/cache/events", event).status()).isEqualTo(200);
    assertThat(gateway.get("/a").xCache()).isEqualTo("MISS");

    var order = "{\"urls\":[\"http://other.test/\"]}";
    assertThat(gateway.admin("POST", "/cache/warm", order).status()).isEqualTo(202);
    gateway.reconfigure("http.hosts", "shop.test");
    assertThat(gateway.admin("POST", "/cache/warm", order).status()).isEqualTo(400);
  }

  @Test
  void howMuchIsLogged() {
    var logger = (Logger) LoggerFactory.getLogger("io.sluice");
    var before = logger.getLevel();
    try {
      gateway.reconfigure("log.level", "error", "redis.log-level", "debug");
      assertThat(logger.getLevel()).isEqualTo(Level.ERROR);
      var ofRedis = (Logger) LoggerFactory.getLogger("io.sluice.gateway.adapter.redis");
      assertThat(ofRedis.getLevel()).isEqualTo(Level.DEBUG);
      gateway.reconfigure("log.level", null, "redis.log-level", null);
      assertThat(logger.getLevel()).isEqualTo(Level.INFO);
      assertThat(ofRedis.getLevel()).isNull();
    } finally {
      logger.setLevel(before);
    }
  }
}
