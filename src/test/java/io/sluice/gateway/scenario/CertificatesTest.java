package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.LogLines;
import io.sluice.gateway.testing.TestCertificate;
import io.sluice.gateway.testing.TlsConnection;
import io.sluice.gateway.testing.Until;
import io.vertx.core.net.OpenSSLEngineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Instant;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which certificate a client is shown: by name, and after the files have changed. All keys are of
 * one algorithm: see {@link MixedCertificatesTest}.
 */
class CertificatesTest {
  private final Path directory;
  private final LogLines log = new LogLines();
  private TestCertificate first = TestCertificate.made("EC", 60, "a.example", "www.a.example");
  private final TestCertificate second = TestCertificate.made("EC", 3, "*.b.example");
  private GatewayUnderTest gateway;

  CertificatesTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void start() throws IOException {
    first.write(directory, "a");
    second.write(directory, "b");
    var yaml = directory.resolve("gateway.yaml");
    Files.writeString(
        yaml,
        """
        http:
          tls:
            versions: [TLSv1.3]
            certificates:
              - {certificate: %1$s/a.pem, key: %1$s/a.key}
              - {certificate: %1$s/b.pem, key: %1$s/b.key}
        """
            .formatted(directory));
    gateway = GatewayUnderTest.with().file(yaml).start();
    gateway.origin().on("/x", fresh("body"));
  }

  @AfterEach
  void stop() {
    gateway.close();
    log.close();
  }

  private Certificate shown(String serverName) {
    try (var client = TlsConnection.to(gateway.port(), serverName)) {
      assertThat(client.http().get("/x").text()).isEqualTo("body");
      return client.certificate();
    }
  }

  @Test
  void theNameThatIsAskedForDecides() {
    assertThat(shown("a.example")).isEqualTo(first.certificate());
    assertThat(shown("www.A.example")).isEqualTo(first.certificate());
    assertThat(shown("shop.b.example")).isEqualTo(second.certificate());
    assertThat(shown("nobody.example")).as("the first").isEqualTo(first.certificate());
    assertThat(shown("x.shop.b.example")).as("* is one label").isEqualTo(first.certificate());
  }

  @Test
  void boringSslEncryptsWhereItCanBeLoaded() {
    String engine = OpenSSLEngineOptions.isAvailable() ? "BoringSSL" : "the JDK";
    assertThat(log.all()).anyMatch(line -> line.contains("http.tls: " + engine + " encrypts"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void itCanBeLoadedHere() {
    assertThat(OpenSSLEngineOptions.isAvailable()).isTrue();
  }

  @Test
  void aVersionThatIsNotConfiguredIsRefused() throws IOException {
    var port = gateway.port();
    assertThatThrownBy(() -> TlsConnection.to(port, "a.example", new String[] {"TLSv1.2"}).close())
        .isInstanceOf(SSLException.class);
    TlsConnection.to(port, "a.example", new String[] {"TLSv1.3"}).close();
  }

  @Test
  void newFilesServeNewConnectionsAndTheOpenOnesStay() {
    try (var open = TlsConnection.to(gateway.port(), "a.example")) {
      var http = open.http();
      assertThat(http.get("/x").status()).isEqualTo(200);
      var renewed = TestCertificate.made("EC", 90, "a.example").write(directory, "a");
      Until.met(() -> shown("a.example").equals(renewed.certificate()));
      assertThat(http.get("/x").status()).isEqualTo(200);
      assertThat(shown("shop.b.example")).isEqualTo(second.certificate());
      Until.met(() -> expiry("a.pem") > Instant.now().plusSeconds(80 * 86_400).getEpochSecond());
    }
  }

  @Test
  void brokenFilesKeepTheOldCertificateAndSayWhy() throws IOException {
    Files.writeString(directory.resolve("a.key"), "gone wrong");
    Until.met(() -> log.warns("http.tls: file " + directory.resolve("a.key") + " (expected: PEM"));
    assertThat(shown("a.example")).isEqualTo(first.certificate());

    first = TestCertificate.of("a.example").write(directory, "a");
    Until.met(() -> shown("a.example").equals(first.certificate()));
    assertThat(log.warnings().stream().filter(line -> line.contains("stay as they are")))
        .as("told once")
        .hasSize(1);
  }

  @Test
  void theOneThatExpiresSoonIsToldInTheLogAndAsAMetric() {
    Until.met(() -> log.warns("The certificate " + directory.resolve("b.pem") + " expires on"));
    assertThat(log.warns("a.pem")).isFalse();
    assertThat(expiry("b.pem"))
        .isBetween(
            (double) Instant.now().getEpochSecond(),
            (double) Instant.now().plusSeconds(3 * 86_400).getEpochSecond());
  }

  private double expiry(String file) {
    var start = "sluice_tls_certificate_expiry_seconds{certificate=\"" + directory.resolve(file);
    return gateway
        .admin("GET", "/metrics", "")
        .text()
        .lines()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }
}
