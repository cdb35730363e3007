package io.sluice.gateway.bootstrap;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Sluice;
import io.sluice.gateway.testing.TestCertificate;
import io.sluice.gateway.testing.TlsConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS as operators set it up: what a process says of it, and what it never does. */
@Timeout(60)
class TlsProcessIT {
  private final Path directory;

  TlsProcessIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void write() {
    TestCertificate.of("shop.example").write(directory, "shop");
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  @Test
  void theStartUpLineSaysHttpsAndNobodyNegotiatesTwice() throws IOException {
    try (var origin = ScriptedOrigin.started();
        var node =
            GatewayProcess.configured()
                .environment("REDIS_ENABLED", "false")
                .environment("SLUICE_TLS_CERTIFICATE", file("shop.pem"))
                .environment("SLUICE_TLS_KEY", file("shop.key"))
                .origin(origin)
                .start()) {
      origin.on("/x", fresh("body"));
      assertThat(node.output()).contains("sluice ready http=https://127.0.0.1:");
      var version = new String[] {"TLSv1.2"};
      try (var client = TlsConnection.to(node.httpPort(), "shop.example", version)) {
        var http = client.http();
        assertThat(http.get("/x").text()).isEqualTo("body");
        client.renegotiate();
        assertThatThrownBy(() -> http.get("/x"))
            .isInstanceOfAny(UncheckedIOException.class, AssertionError.class);
      }
      try (var next = TlsConnection.to(node.httpPort(), "shop.example", version)) {
        assertThat(next.http().get("/x").text()).isEqualTo("body");
      }
    }
  }

  @Test
  void unusableFilesAreOneLineAFaultAndNothingStarts() throws IOException {
    Files.writeString(directory.resolve("shop.key"), "gone wrong");
    var ended =
        Sluice.run(
            "run",
            "--set",
            "http.tls.certificate=" + file("shop.pem"),
            "--set",
            "http.tls.key=" + file("shop.key"));
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err())
        .containsExactly(
            "option --set http.tls.key: file "
                + file("shop.key")
                + " (expected: PEM, with a block BEGIN PRIVATE KEY)");
  }
}
