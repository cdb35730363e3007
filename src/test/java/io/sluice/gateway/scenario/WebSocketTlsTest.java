package io.sluice.gateway.scenario;

import static io.sluice.gateway.scenario.WebSocketHandshake.AGREED;
import static io.sluice.gateway.scenario.WebSocketHandshake.open;
import static io.sluice.gateway.scenario.WebSocketHandshake.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawOrigin;
import io.sluice.gateway.testing.TestCertificate;
import io.sluice.gateway.testing.TlsConnection;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same over TLS, where other handlers are in the way and nothing is half closed. */
@Timeout(60)
class WebSocketTlsTest {
  private static final RawOrigin origin = RawOrigin.started();
  private static GatewayUnderTest gateway;

  @BeforeAll
  static void start(@TempDir Path directory) {
    TestCertificate.of("shop.test").write(directory, "shop");
    gateway =
        GatewayUnderTest.with(
                "upstreams.default.origins",
                origin.url(),
                "http.tls.certificate",
                directory.resolve("shop.pem").toString(),
                "http.tls.key",
                directory.resolve("shop.key").toString())
            .start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    origin.close();
  }

  @Test
  void bytesPassBothWaysAndTheOriginsEndIsTheClients() throws IOException {
    origin.script(
        (connection, head) -> {
          connection.send(AGREED + "hello");
          connection.send(connection.read(4)).close();
        });

    try (var tls = TlsConnection.to(gateway.port(), "shop.test")) {
      var client = open(tls.http(), "/chat");
      assertThat(new String(client.input().readNBytes(5), ISO_8859_1)).isEqualTo("hello");
      client.send("back");
      assertThat(new String(client.input().readNBytes(4), ISO_8859_1)).isEqualTo("back");
      client.awaitClosed();
    }
  }

  @Test
  void theClientsEndIsTheOrigins() {
    origin.script((connection, head) -> connection.send(AGREED));

    try (var tls = TlsConnection.to(gateway.port(), "shop.test")) {
      open(tls.http(), "/chat");
    }
    var all = origin.connections();
    all.get(all.size() - 1).awaitClosed();
  }

  @Test
  void whatFollowsTheHandshakeReachesNobody() {
    origin.script((connection, head) -> connection.send(AGREED));

    try (var tls = TlsConnection.to(gateway.port(), "shop.test")) {
      var client = tls.http().send(request("/chat") + "GET /admin HTTP/1.1\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(400);
      client.awaitClosed();
    }
    assertThat(origin.requests()).noneMatch(line -> line.contains("/admin"));
  }
}
