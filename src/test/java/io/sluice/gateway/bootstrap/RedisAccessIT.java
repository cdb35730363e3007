package io.sluice.gateway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.FreePort;
import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.RedisClusterGroup;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Sluice;
import io.sluice.gateway.testing.SluiceUser;
import io.sluice.gateway.testing.TestAuthority;
import io.sluice.gateway.testing.Until;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Redis as it is in the field: behind TLS and an ACL, in a database and under a prefix of ours. */
@Timeout(120)
class RedisAccessIT {
  private final ScriptedOrigin origin = ScriptedOrigin.started();
  private final GatewayProcess gateway =
      GatewayProcess.configured()
          .origin(origin)
          .set("redis.key-prefix", "shop:")
          .set("events.mappings", "[{match: {type: '*'}, tags: ['{data./tag}']}]")
          .set("events.stream.key", "shop:events")
          .set("invalidation.lease", "1s")
          .set("invalidation.heartbeat", "100ms");

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
  }

  @Test
  void tlsWithCertificatesUserDatabaseAndPrefix(@TempDir Path directory) {
    var server = RealRedis.installed();
    Assumptions.assumeTrue(
        server.isPresent(), "SKIPPED: no redis-server on PATH, and the embedded one has no TLS");
    new TestAuthority().write(directory, "both");
    var certificate = directory.resolve("both.pem").toString();
    var key = directory.resolve("both.key").toString();
    var ca = directory.resolve("ca.pem").toString();
    int port = FreePort.find();
    try (var redis =
        RealRedis.startedFrom(
            server.orElseThrow(),
            "--tls-port",
            String.valueOf(port),
            "--tls-cert-file",
            certificate,
            "--tls-key-file",
            key,
            "--tls-ca-cert-file",
            ca,
            "--maxmemory",
            "64mb",
            "--maxmemory-policy",
            "volatile-lru")) {
      SluiceUser.addTo(redis, "shop:");
      var url = "rediss://sluice:secret@localhost:" + port + "/5";
      gateway
          .environment("REDIS_URL", url)
          .set("redis.tls.ca", ca)
          .set("redis.tls.certificate", certificate)
          .set("redis.tls.key", key)
          // The certificate of these tests names no host.
          .set("redis.tls.verify-host", "false")
          .start();

      serves(redis);

      assertThat(String.valueOf(redis.call("INFO", "keyspace")))
          .contains("db5:")
          .doesNotContain("db0:");
      try (var connection = redis.connect()) {
        connection.call("SELECT", "5");
        takesEvents(connection::call);
        assertThat((List<?>) connection.call("KEYS", "*"))
            .isNotEmpty()
            .allMatch(name -> String.valueOf(name).startsWith("shop:"));
      }
      var doctor =
          Sluice.doctor(
              "upstreams.default=" + origin.url(),
              "redis.url=" + url,
              "redis.key-prefix=shop:",
              "redis.tls.ca=" + ca,
              "redis.tls.certificate=" + certificate,
              "redis.tls.key=" + key,
              "redis.tls.verify-host=false");
      assertThat(doctor.status()).as(doctor.toString()).isZero();
      assertThat(doctor.out()).anyMatch(line -> line.startsWith("OK    Redis eviction"));
    }
  }

  /** A server that has met no other leaves its own host open in what it tells of the slots. */
  @Test
  void aClusterBehindTlsWhichTellsNoHosts(@TempDir Path directory) {
    var server = RealRedis.installed();
    Assumptions.assumeTrue(
        server.isPresent(), "SKIPPED: no redis-server on PATH, and the embedded one has no TLS");
    new TestAuthority().write(directory, "both");
    var certificate = directory.resolve("both.pem").toString();
    var ca = directory.resolve("ca.pem").toString();
    int port = FreePort.findWithAnother(10_000);
    try (var redis =
        RealRedis.startedFrom(
            server.orElseThrow(),
            "--cluster-enabled",
            "yes",
            "--tls-cluster",
            "yes",
            "--tls-port",
            String.valueOf(port),
            "--tls-auth-clients",
            "no",
            "--tls-cert-file",
            certificate,
            "--tls-key-file",
            directory.resolve("both.key").toString(),
            "--tls-ca-cert-file",
            ca)) {
      RedisClusterGroup.found(redis);
      SluiceUser.addToClustered(redis, "shop:");
      gateway
          .environment("REDIS_URL", "rediss+cluster://sluice:secret@localhost:" + port)
          .set("redis.replicas", "0")
          .set("redis.tls.ca", ca)
          .set("redis.tls.verify-host", "false")
          .start();

      serves(redis);
    }
  }

  @Test
  void inAClusterTooAServerIsKnownWithoutInfo() {
    try (var redis = RealRedis.startedForCluster("--cluster-enabled", "yes")) {
      RedisClusterGroup.found(redis);
      SluiceUser.addToClustered(redis, "shop:", "-info", "+pubsub");
      gateway
          .environment("REDIS_URL", "redis+cluster://sluice:secret@127.0.0.1:" + redis.port())
          .set("redis.replicas", "0")
          .start();

      serves(redis);
    }
  }

  /** As with services that keep what INFO and CONFIG tell to themselves. */
  @Test
  void aUserWhoMayNotAskForInfoGetsLeasesAllTheSameAndAWarning() {
    try (var redis = RealRedis.started()) {
      SluiceUser.addTo(redis, "shop:", "-info", "+pubsub");
      gateway.environment("REDIS_URL", "redis://sluice:secret@127.0.0.1:" + redis.port()).start();

      serves(redis);
      takesEvents(redis::call);
      assertThat(gateway.log())
          .filteredOn(line -> line.contains("refuses INFO"))
          .singleElement()
          .asString()
          .contains("+info");

      redis.restart();
      SluiceUser.addTo(redis, "shop:", "-info", "+pubsub");
      serves(redis);
    }
  }

  /** Events from the stream, and dead letters. */
  private void takesEvents(RedisCall redis) {
    redis.call("XADD", "shop:events", "*", "event", "{}");
    Until.met(
        () -> gateway.admin("GET", "/cache/events/dead-letters", "").text().contains("neither"));
    gateway.get("/page");
    redis.call(
        "XADD",
        "shop:events",
        "*",
        "event",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\",\"source\":\"s\",\"data\":{\"tag\":\"t\"}}");
    Until.met(() -> !"HIT".equals(gateway.get("/page").xCache()));
    var id =
        gateway
            .shown("/cache/events/dead-letters")
            .getJsonArray("letters")
            .getJsonObject(0)
            .getString("id");
    assertThat(gateway.admin("DELETE", "/cache/events/dead-letters/" + id, "").status())
        .isEqualTo(204);
    assertThat(gateway.log()).noneMatch(line -> line.contains("NOPERM"));
  }

  private interface RedisCall {
    @Nullable Object call(String... command);
  }

  /** Leases, hits, invalidations, and the entry in Redis. */
  private void serves(RealRedis redis) {
    gateway.awaitLease();
    origin.on("/page", r -> OriginAnswer.fresh("page").field("Cache-Tag", "t"));
    gateway.get("/page");
    Until.met(() -> "HIT".equals(gateway.get("/page").xCache()));
    Until.met(() -> gateway.purge("t").status() == 200);
    assertThat(gateway.get("/page").xCache()).isEqualTo("MISS");
    Until.met(
        () -> String.valueOf(redis.call("INFO", "keyspace")).matches("(?s).*expires=[1-9].*"));
  }
}
