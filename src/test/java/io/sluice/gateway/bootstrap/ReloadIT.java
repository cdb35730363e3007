package io.sluice.gateway.bootstrap;

import static io.sluice.gateway.testing.OriginAnswer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is told to read its configuration again, as supervisors tell it. */
@Timeout(120)
class ReloadIT {

  @Test
  void sighupReloadsTheFileUnderTheEnvironmentOfTheStart(@TempDir Path directory)
      throws IOException {
    var yaml = directory.resolve("gateway.yaml");
    Files.writeString(yaml, "http: {idle-timeout: 50s, max-tunnels: 1}");
    assumeFalse(
        isHangUpIgnored(), "SKIPPED: SIGHUP is ignored here, and so by every child (nohup)");
    try (var origin = ScriptedOrigin.started().otherwise(ok("x"));
        var gateway =
            GatewayProcess.configured()
                .environment("REDIS_ENABLED", "false")
                .environment("CACHE_TTL", "60")
                .origin(origin)
                .conf(yaml)
                .set("http.max-tunnels", "7")
                .start()) {
      assertThat(gateway.get("/").xCache()).isEqualTo("MISS");
      gateway.hangUp();
      Until.met(() -> logged(gateway, "The configuration is unchanged (SIGHUP)"));

      Files.writeString(yaml, "{http: {idle-timeout: 40s, max-tunnels: 2}, cache: {ttl: 1s}}");
      gateway.hangUp();
      Until.met(() -> logged(gateway, "The configuration has changed: http.idle-timeout ("));
      assertThat(gateway.get("/").xCache()).isEqualTo("HIT");
      var settings = gateway.shown("/config").getJsonObject("settings");
      assertThat(settings.getJsonObject("http.idle-timeout").getString("source"))
          .isEqualTo(yaml + ":1:23");
      assertThat(settings.getJsonObject("http.max-tunnels").getInteger("value")).isEqualTo(7);
      assertThat(settings.getJsonObject("cache.ttl").getString("source"))
          .isEqualTo("environment CACHE_TTL");

      Files.writeString(yaml, "{node: {id: other}}");
      gateway.hangUp();
      Until.met(() -> logged(gateway, "a restart is needed for node.id (SIGHUP)"));
      assertThat(gateway.get("/").xCache()).isEqualTo("HIT");
      assertThat(gateway.terminate()).isZero();
    }
  }

  private static boolean logged(GatewayProcess gateway, String text) {
    return gateway.log().stream().anyMatch(line -> line.contains(text));
  }

  /** Which a JVM respects: it can then not be told to handle it. */
  private static boolean isHangUpIgnored() throws IOException {
    var status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(8).strip(), 16) & 1) != 0);
  }
}
