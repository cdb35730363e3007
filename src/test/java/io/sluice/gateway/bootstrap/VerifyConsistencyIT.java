package io.sluice.gateway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.FreePort;
import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.Sluice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as an operator gives it; what it checks is tested beside its package. */
@Timeout(90)
class VerifyConsistencyIT {
  private static final String NOBODY = "http://127.0.0.1:1";

  /** The gateway serves something else, and one rule leads to the check. */
  @Test
  void aRuleAndATokenAreAllItNeeds(@TempDir Path directory) throws IOException {
    var token = Files.writeString(directory.resolve("token"), "secret\n");
    String listen = "127.0.0.1:" + FreePort.find();
    try (var gateway =
        GatewayProcess.configured()
            .environment("REDIS_ENABLED", "false")
            .environment("SLUICE_ADMIN_TOKEN", "secret")
            .environment("SLUICE_ORIGIN", NOBODY)
            .environment(
                "CACHE_RULES",
                "[{\"match\":{\"path\":\"/_consistency/**\"},\"upstream\":\"consistency\"}]")
            .set("upstreams.consistency", "http://" + listen)) {
      gateway.start();
      String[] command = {
        "verify-consistency",
        "--gateways",
        "http://127.0.0.1:" + gateway.httpPort(),
        "--admins",
        gateway.adminUrl(),
        "--listen",
        listen,
        "--duration",
        "3s",
        "--keys",
        "20",
        "--seed",
        "5",
        "--token-file",
        token.toString()
      };

      var well = Sluice.run(command);
      assertThat(well.status()).as("%s", well).isZero();
      assertThat(well.out()).contains("seed 5", "violations     0", "no violation");
      assertThat(well.err()).isEmpty();

      Files.writeString(token, "wrong\n");
      var refused = Sluice.run(command);
      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.err())
          .containsExactly(
              "cannot check: "
                  + gateway.adminUrl()
                  + " refuses to invalidate: 401 (a token with the scope purge: --token-file)");
    }
  }

  @Test
  void whereNobodyAnswersNothingIsProven() {
    var ended =
        Sluice.run(
            "verify-consistency",
            "--gateways",
            NOBODY,
            "--admins",
            NOBODY,
            "--listen",
            "127.0.0.1:0");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).hasSize(1);
    assertThat(ended.err().get(0)).startsWith("cannot check: " + NOBODY + " does not answer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--gateways http://a:1",
        "--gateways https://a:1 --admins http://a:1",
        "--gateways http://a:1 --admins http://a:1 --readers 0",
        "--gateways http://a:1 --admins http://a:1 --duration soon",
        "--gateways http://a:1 --admins http://a:1 --listen nowhere",
        "--gateways http://a:1 --admins http://a:1 --token-file absent",
      })
  void aBadCommandLineIsExplained(String arguments) {
    var ended = Sluice.run(("verify-consistency " + arguments).split(" "));
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err().get(0)).contains("--");
  }
}
