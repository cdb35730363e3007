package io.sluice.gateway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Sluice;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar's commands as processes: what they print where, and the status that they end with. */
@Timeout(60)
class CommandLineIT {
  private static final String NOBODY = "http://127.0.0.1:1";

  @ParameterizedTest
  @ValueSource(strings = {"run", "check"})
  void badConfigurationIsOneLineAFault(String command) {
    var ended =
        Sluice.run(
            command, "--set", "http.port=99999", "--set", "cache.ttl=soon", "--set", "htp.port=1");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .containsExactlyInAnyOrder(
            "option --set htp.port: unknown key (did you mean http.port?)",
            "option --set http.port: value: 99999 (expected: an integer from 0 to 65535)",
            "option --set cache.ttl: value: soon (expected: a duration from 0s to 3650d, such as"
                + " 500ms, 5s, 2m, 1h or PT5S)");
  }

  @Test
  void faultsOfAFileAreToldWithTheirLine(@TempDir Path directory) throws IOException {
    var file = directory.resolve("gateway.yaml");
    Files.writeString(file, "http:\n  port: often\nredis:\n  enabled: perhaps\n");
    var ended = Sluice.run("check", "--conf", file.toString());
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).hasSize(2);
    assertThat(ended.err().get(0)).startsWith(file + ":2:").contains("http.port", "often");
    assertThat(ended.err().get(1)).startsWith(file + ":4:").contains("redis.enabled", "perhaps");
  }

  @Test
  void aFileThatIsNotThereIsAFault() {
    var ended = Sluice.run("run", "--conf", "absent.yaml");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).containsExactly("absent.yaml: there is no such file");
  }

  @Test
  void anAdminPortThatOthersReachNeedsAToken() {
    var ended = Sluice.run("run", "--set", "admin.host=0.0.0.0");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).hasSize(1);
    assertThat(ended.err().get(0)).contains("admin.host", "0.0.0.0", "admin.token");
  }

  @Test
  void soundConfigurationIsFoundSound() {
    var ended = Sluice.run("check", "--set", "upstreams.default=" + NOBODY);
    assertThat(ended.status()).isZero();
    assertThat(ended.out()).containsExactly("configuration ok");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void helpAndVersionGoToStdout() {
    var help = Sluice.run("--help");
    assertThat(help.status()).isZero();
    assertThat(String.join("\n", help.out()))
        .contains(
            "run",
            "demo",
            "check",
            "doctor",
            "purge",
            "warm",
            "verify-consistency",
            "version",
            "Exit status");
    assertThat(help.err()).isEmpty();
    var version = Sluice.run("version");
    assertThat(version.status()).isZero();
    assertThat(version.out().get(0)).matches("sluice \\d+\\.\\d+\\.\\d+.*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"frobnicate", "purge", "warm"})
  void anUnknownOrUnfinishedCommandIsExplained(String command) {
    var ended = Sluice.run(command);
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).isNotEmpty();
  }

  @Test
  void doctorTellsWhatIsMissing() {
    var ended = Sluice.doctor("redis.url=redis://127.0.0.1:1", "upstreams.default=" + NOBODY);
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out()).anyMatch(line -> line.startsWith("FAIL  Redis redis://127.0.0.1:1"));
    assertThat(ended.out()).anyMatch(line -> line.startsWith("FAIL  origin default " + NOBODY));
    assertThat(ended.out()).filteredOn(line -> line.startsWith("FAIL")).hasSize(2);
  }

  @Test
  void doctorTellsScriptsInJson() {
    var ended =
        Sluice.run(
            "doctor",
            "--json",
            "--set",
            "http.port=0",
            "--set",
            "admin.port=0",
            "--set",
            "redis.enabled=false",
            "--set",
            "upstreams.default=" + NOBODY);
    assertThat(ended.status()).isEqualTo(1);
    var told = new JsonObject(String.join("\n", ended.out()));
    assertThat(told.getString("status")).isEqualTo("FAIL");
    assertThat(told.getJsonArray("checks").stream().map(JsonObject.class::cast))
        .filteredOn(check -> check.getString("status").equals("FAIL"))
        .singleElement()
        .satisfies(check -> assertThat(check.getString("check")).startsWith("origin default"))
        .satisfies(check -> assertThat(check.getString("mend")).isNotEmpty());
  }

  @Test
  void commandsReachARunningNode() {
    try (var origin = ScriptedOrigin.started();
        var node =
            GatewayProcess.configured().environment("REDIS_ENABLED", "false").origin(origin)) {
      node.start();
      origin.on("/page", r -> OriginAnswer.fresh("page").field("Cache-Tag", "t"));
      node.get("/page");
      assertThat(node.get("/page").xCache()).isEqualTo("HIT");

      var purged = Sluice.run("purge", "--tag", "t", "--admin", node.adminUrl());
      assertThat(purged.status()).as(purged.toString()).isZero();
      assertThat(purged.out().get(0)).startsWith(node.node()).endsWith("complete");
      assertThat(purged.out().get(1)).contains(node.node(), "acked");
      assertThat(node.get("/page").xCache()).isEqualTo("MISS");

      var refused = Sluice.run("purge", "--url", "no url", "--admin", node.adminUrl());
      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.err().get(0)).startsWith("400: urls[0]: ");

      var doctor = Sluice.doctor("redis.enabled=false", "upstreams.default=" + origin.url());
      assertThat(doctor.status()).as(doctor.toString()).isZero();

      var second =
          Sluice.run(
              "run",
              "--set",
              "http.host=127.0.0.1",
              "--set",
              "admin.port=0",
              "--set",
              "redis.enabled=false",
              "--set",
              "upstreams.default=" + origin.url(),
              "--set",
              "http.port=" + node.httpPort());
      assertThat(second.status()).isEqualTo(1);
      assertThat(second.err()).anyMatch(line -> line.contains("an address is in use"));
    }
    var nobody = Sluice.run("purge", "--tag", "t", "--admin", NOBODY);
    assertThat(nobody.status()).isEqualTo(1);
    assertThat(nobody.err().get(0)).contains(NOBODY, "--admin");
  }
}
