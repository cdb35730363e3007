package io.sluice.gateway.team;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As {@link ImmutableCacheTest}, of what only a process shows. */
@DisplayName("An immutable-only cache (content-addressed ownership records), as a process")
@Timeout(90)
class ImmutableCacheIT {
  private final ScriptedOrigin origin = ScriptedOrigin.started();
  private final RealRedis redis = RealRedis.started();
  private final GatewayProcess gateway = GatewayProcess.configured();

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
    redis.close();
  }

  @ParameterizedTest(name = "preset {0}")
  @CsvSource({"local, false", "e2e, false", "e2e with Redis, true"})
  @DisplayName(
      "REDIS_URL, REDIS_ENABLED=false, REDIS_LOG_LEVEL=debug; presets local, e2e, e2e with Redis")
  void environment(String preset, boolean shared) {
    origin.otherwise(fresh("ann"));
    gateway
        .origin(origin)
        .environment("REDIS_URL", redis.uri())
        .environment("REDIS_ENABLED", String.valueOf(shared))
        .environment("REDIS_LOG_LEVEL", "debug")
        .start();
    gateway.get("/records/a1");
    assertThat(gateway.get("/records/a1").xCache()).isEqualTo("HIT");

    var health = gateway.shown("/health/ready");
    assertThat(health.getString("redis")).as(preset).isEqualTo(shared ? "up" : "disabled");
    if (shared) {
      Until.met(() -> gateway.log().stream().anyMatch(line -> line.matches(".*DEBUG.*edis.*")));
      assertThat(gateway.log()).noneMatch(line -> line.matches(".*DEBUG.*ingress.*"));
    }
  }

  @Test
  @DisplayName(
      "structured log {event:\"cache\", method, result, latencyMs} (method = the rule's name);"
          + " HitRate, MissRate, ErrorRate as CloudWatch EMF")
  void structuredLog() {
    origin.otherwise(fresh("ann"));
    gateway
        .origin(origin)
        .environment("REDIS_ENABLED", "false")
        .set("rules", "[{name: getOwner, match: {path: '/records/{hash}'}, ttl: 1h}]")
        .set("log.format", "emf")
        .set("log.cache", "stdout")
        .set("log.emf-interval", "1s")
        .start();
    gateway.get("/records/a1");
    gateway.get("/records/a1");

    Until.met(() -> gateway.output().contains("\"result\":\"hit\""));
    var line =
        gateway
            .output()
            .lines()
            .filter(text -> text.contains("\"result\":\"hit\""))
            .map(JsonObject::new)
            .findFirst()
            .orElseThrow();
    assertThat(line.getString("event")).isEqualTo("cache");
    assertThat(line.getString("method")).isEqualTo("getOwner");
    assertThat(line.getDouble("latencyMs")).isBetween(0.0, 10_000.0);

    Until.met(() -> gateway.output().contains("\"HitRate\":"));
    var metrics =
        gateway
            .output()
            .lines()
            .filter(text -> text.contains("\"HitRate\":"))
            .map(JsonObject::new)
            .findFirst()
            .orElseThrow();
    assertThat(metrics.fieldNames()).contains("_aws", "HitRate", "MissRate", "ErrorRate");
  }

  @Test
  @DisplayName("alarms: error rate > 10 % for 5 min, Redis memory > 80 %, hit rate < 20 % for 1 h")
  void alarms() throws IOException {
    gateway.origin(origin).redis(redis).start().awaitLease();
    var rules = Files.readString(Path.of("conf/alerts/sluice.rules.yaml"));
    assertThat(rules)
        .containsPattern("SluiceErrorRateHigh(?s:.{0,300})> 0\\.10\\s+for: 5m")
        .containsPattern("SluiceHitRateLow(?s:.{0,400})< 0\\.20\\s+for: 1h")
        .containsPattern("SluiceRedisMemory(?s:.{0,300})> 0\\.80");
    var shown = gateway.admin("GET", "/metrics", "").text();
    assertThat(shown)
        .contains(
            "sluice_requests_total{",
            "sluice_redis_memory_used_bytes",
            "sluice_redis_memory_max_bytes");
  }
}
