package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.TestCertificate;
import io.sluice.gateway.testing.TlsConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two certificates of one name, EC and RSA: each client is shown the one that it can verify. */
class MixedCertificatesTest {

  @Test
  void whatTheClientKnowsDecides(@TempDir Path directory) throws IOException {
    var ec = TestCertificate.made("EC", 60, "a.example");
    var rsa = TestCertificate.made("RSA", 60, "a.example");
    ec.write(directory, "ec");
    rsa.write(directory, "rsa");
    var yaml = directory.resolve("gateway.yaml");
    Files.writeString(
        yaml,
        """
        http:
          tls:
            certificates:
              - {certificate: %1$s/ec.pem, key: %1$s/ec.key}
              - {certificate: %1$s/rsa.pem, key: %1$s/rsa.key}
        """
            .formatted(directory));
    try (var gateway = GatewayUnderTest.with().file(yaml).start()) {
      gateway.origin().on("/x", fresh("body"));
      for (var each : new TestCertificate[] {ec, rsa}) {
        String suite =
            each == ec
                ? "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
                : "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
        try (var client = TlsConnection.by(suite, gateway.port(), "a.example")) {
          assertThat(client.certificate()).isEqualTo(each.certificate());
          assertThat(client.http().get("/x").text()).isEqualTo("body");
        }
      }
    }
  }
}
