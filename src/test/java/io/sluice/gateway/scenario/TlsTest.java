package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.LogLines;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.TestCertificate;
import io.sluice.gateway.testing.TlsConnection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTP over TLS: what is negotiated, what is cached under which name, and who is refused. */
class TlsTest {
  private static GatewayUnderTest gateway;

  @BeforeAll
  static void start(@TempDir Path directory) {
    TestCertificate.of("shop.example").write(directory, "shop");
    gateway =
        GatewayUnderTest.with(
                "http.tls.certificate",
                directory.resolve("shop.pem").toString(),
                "http.tls.key",
                directory.resolve("shop.key").toString())
            .start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private record Answer(HttpVersion version, String xCache, String text) {}

  private static Answer get(HttpVersion version, String target) throws Exception {
    var vertx = Vertx.vertx();
    try {
      var client =
          vertx.createHttpClient(
              new HttpClientOptions()
                  .setSsl(true)
                  .setUseAlpn(true)
                  .setProtocolVersion(version)
                  .setTrustAll(true)
                  .setVerifyHost(false));
      return await(
          client
              .request(HttpMethod.GET, gateway.port(), "127.0.0.1", target)
              .compose(request -> request.send())
              .compose(
                  response ->
                      response
                          .body()
                          .map(
                              body ->
                                  new Answer(
                                      response.version(),
                                      String.valueOf(response.getHeader("x-cache")),
                                      body.toString()))));
    } finally {
      await(vertx.close());
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpVersion.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void missesAndHitsComeInTheVersionThatWasNegotiated(HttpVersion version) throws Exception {
    var target = "/" + version;
    gateway.origin().on(target, fresh("body"));
    assertThat(get(version, target)).isEqualTo(new Answer(version, "MISS", "body"));
    assertThat(get(version, target)).isEqualTo(new Answer(version, "HIT", "body"));
    assertThat(gateway.origin().last(target).fields("x-forwarded-proto")).containsExactly("https");
  }

  @Test
  void aClientWithoutAlpnGetsHttp1() {
    gateway.origin().on("/plain", fresh("body"));
    try (var client = TlsConnection.to(gateway.port(), "shop.example")) {
      assertThat(client.version()).isEqualTo("TLSv1.3");
      assertThat(client.http().get("/plain").text()).isEqualTo("body");
    }
  }

  @Test
  void whatIsStoredIsPurgedByItsUrlWhateverTheScheme() {
    gateway.origin().on("/purged", fresh("body"));
    try (var client = TlsConnection.to(gateway.port(), "shop.example")) {
      var http = client.http();
      assertThat(http.get("/purged").xCache()).isEqualTo("MISS");
      purge("https://shop.example/other");
      assertThat(http.get("/purged").xCache()).isEqualTo("HIT");
      purge("https://shop.example/purged");
      assertThat(http.get("/purged").xCache()).isEqualTo("MISS");
      purge("http://shop.example/purged");
      assertThat(http.get("/purged").xCache()).isEqualTo("MISS");
    }
  }

  private static void purge(String url) {
    var receipt = gateway.admin("POST", "/cache/invalidations", "{\"urls\":[\"" + url + "\"]}");
    assertThat(receipt.status()).isEqualTo(200);
  }

  @Test
  void clearTextIsRefusedWithoutNoise() {
    try (var log = new LogLines();
        var client = gateway.connect().request("GET", "/clear")) {
      assertThatThrownBy(client::head)
          .isInstanceOfAny(AssertionError.class, UncheckedIOException.class);
      // Whatever was to be logged of that connection was logged before this one was answered.
      gateway.origin().on("/after", fresh("x"));
      try (var next = TlsConnection.to(gateway.port(), "shop.example")) {
        next.http().get("/after");
      }
      assertThat(log.warnings()).isEmpty();
    }
    assertThat(gateway.origin().count("/clear")).isZero();
  }

  @Test
  void tls11IsRefused() throws IOException {
    // A ClientHello of TLS 1.1 with one suite that both would know; the alert is protocol_version.
    var hello = "0302" + "00".repeat(32) + "00" + "0002c009" + "0100";
    var handshake = "010000" + length(hello) + hello;
    var record = "16030100" + length(handshake) + handshake;
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(HexFormat.of().parseHex(record));
      var answer = socket.getInputStream().readNBytes(7);
      assertThat(answer[0]).as("an alert").isEqualTo((byte) 21);
      assertThat(answer[6]).as("protocol_version").isEqualTo((byte) 70);
    }
  }

  private static String length(String hex) {
    return String.format("%02x", hex.length() / 2);
  }

  @Test
  void aClientThatSaysNothingIsClosed() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.setSoTimeout(20_000);
      long before = System.nanoTime();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(15));
    }
  }

  @Test
  void theAdminPortStaysClear() {
    try (var admin = RawHttp.connect(gateway.adminPort())) {
      var metrics = admin.get("/metrics").text();
      assertThat(metrics).contains("sluice_tls_certificate_expiry_seconds{certificate=");
    }
  }
}
