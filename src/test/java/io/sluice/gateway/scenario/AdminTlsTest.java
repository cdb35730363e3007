package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.LogLines;
import io.sluice.gateway.testing.Sluice;
import io.sluice.gateway.testing.TestAuthority;
import io.sluice.gateway.testing.TestCertificate;
import io.sluice.gateway.testing.TlsConnection;
import io.sluice.gateway.testing.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS on the admin port, with and without certificates of clients. */
class AdminTlsTest {
  private static TestCertificate server;
  private static TestAuthority authority;
  private static TestCertificate client;
  private final Path directory;

  AdminTlsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeAll
  static void make() {
    server = TestCertificate.of("localhost");
    authority = new TestAuthority();
    client = authority.issue();
  }

  @BeforeEach
  void write() throws IOException {
    server.write(directory, "admin");
    client.write(directory, "client");
    Files.writeString(directory.resolve("ca.pem"), authority.certificate().certificatePem());
  }

  private GatewayUnderTest gateway(String... more) {
    var settings =
        new ArrayList<>(
            List.of(
                "admin.tls.certificate", file("admin.pem"), "admin.tls.key", file("admin.key")));
    settings.addAll(List.of(more));
    return GatewayUnderTest.with(settings.toArray(String[]::new)).start();
  }

  private GatewayUnderTest mutual(String auth, String... more) {
    var settings =
        new ArrayList<>(
            List.of("admin.tls.client-auth", auth, "admin.tls.client-ca", file("ca.pem")));
    settings.addAll(List.of(more));
    return gateway(settings.toArray(String[]::new));
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private static int status(GatewayUnderTest gateway, String... fields) {
    try (var tls = TlsConnection.to(gateway.adminPort(), "localhost")) {
      return tls.http().get("/cache/stats", fields).status();
    }
  }

  private static int statusWith(GatewayUnderTest gateway, TestCertificate own, String... fields)
      throws IOException {
    try (var tls = TlsConnection.to(gateway.adminPort(), "localhost", own)) {
      return tls.http().get("/cache/stats", fields).status();
    }
  }

  @Test
  void itSpeaksTlsAndNothingElseAndTakesNewFiles() {
    try (var gateway = gateway()) {
      assertThat(status(gateway)).isEqualTo(200);
      assertThatThrownBy(() -> gateway.admin("GET", "/cache/stats", ""))
          .isInstanceOfAny(AssertionError.class, RuntimeException.class);
      var renewed = TestCertificate.of("localhost").write(directory, "admin");
      Until.met(
          () -> {
            try (var tls = TlsConnection.to(gateway.adminPort(), "localhost")) {
              return tls.certificate().equals(renewed.certificate());
            }
          });
    }
  }

  @Test
  void aCertificateThatIsRequiredStandsForAToken() throws IOException {
    try (var gateway = mutual("required", "admin.host", "0.0.0.0");
        var log = new LogLines()) {
      assertThat(statusWith(gateway, client, "Host", "cache.example")).isEqualTo(200);
      assertThatThrownBy(() -> status(gateway))
          .isInstanceOfAny(AssertionError.class, UncheckedIOException.class);
      assertThatThrownBy(() -> statusWith(gateway, new TestAuthority().issue()))
          .isInstanceOfAny(AssertionError.class, UncheckedIOException.class, IOException.class);

      try (var tls = TlsConnection.to(gateway.adminPort(), "localhost", client)) {
        var order = "{\"tags\":[\"a\"]}";
        var receipt =
            tls.http().requestWithBody("POST", "/cache/invalidations", order).response().text();
        assertThat(receipt).contains("\"by\":\"certificate CN=node\"");
      }
      Until.met(() -> !log.of("io.sluice.gateway.audit").isEmpty());
      assertThat(log.of("io.sluice.gateway.audit").get(0))
          .contains("by=\"certificate CN=node\" from=127.0.0.1 certificate=\"CN=node\"");
    }
  }

  @Test
  void withATokenBothAreNeeded() throws IOException {
    try (var gateway = mutual("required", "admin.token", "secret")) {
      assertThat(statusWith(gateway, client)).isEqualTo(401);
      assertThat(statusWith(gateway, client, "Authorization", "Bearer secret")).isEqualTo(200);
    }
  }

  @Test
  void oneThatIsOptionalPermitsNothing() throws IOException {
    try (var gateway = mutual("optional", "admin.token", "secret")) {
      assertThat(status(gateway)).isEqualTo(401);
      assertThat(status(gateway, "Authorization", "Bearer secret")).isEqualTo(200);
      assertThat(statusWith(gateway, client)).isEqualTo(401);
    }
  }

  @Test
  void newAuthoritiesAreTakenWithoutARestart() throws IOException {
    try (var gateway = mutual("required")) {
      var other = new TestAuthority();
      var later = other.issue();
      assertThatThrownBy(() -> statusWith(gateway, later)).isNotNull();
      Files.writeString(directory.resolve("ca.pem"), other.certificate().certificatePem());
      Until.met(
          () -> {
            try {
              return statusWith(gateway, later) == 200;
            } catch (IOException | UncheckedIOException | AssertionError refused) {
              return false;
            }
          });
    }
  }

  @Test
  void theCommandLineSpeaksIt() {
    try (var gateway = mutual("required")) {
      var url = "https://localhost:" + gateway.adminPort();
      var trusting = List.of("purge", "--tag", "a", "--admin", url, "--ca", file("admin.pem"));
      var full = new ArrayList<>(trusting);
      full.addAll(List.of("--certificate", file("client.pem"), "--key", file("client.key")));

      assertThat(Sluice.run(full.toArray(String[]::new)).status()).isZero();
      assertThat(Sluice.run(trusting.toArray(String[]::new)).status()).isEqualTo(1);
      var stranger = Sluice.run("purge", "--tag", "a", "--admin", url);
      assertThat(stranger.status()).isEqualTo(1);
      assertThat(stranger.err()).anyMatch(line -> line.contains("no answer from " + url));
    }
  }
}
