package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.TestCertificate;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Origins behind TLS: whom the gateway believes, and what it shows of itself. */
class OriginTlsTest {
  private static Path directory;
  private static Vertx vertx;

  private GatewayUnderTest gateway = GatewayUnderTest.with();

  @BeforeAll
  static void start(@TempDir Path files) {
    directory = files;
    vertx = Vertx.vertx();
    TestCertificate.of("localhost").write(directory, "server");
    TestCertificate.of("client.test").write(directory, "client");
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
  }

  @AfterEach
  void stopGateway() {
    gateway.close();
  }

  private static String file(String name) {
    return directory.resolve(name).toString();
  }

  private static int serve(ClientAuth clients) {
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setClientAuth(clients)
                .setTrustOptions(new PemTrustOptions().addCertPath(file("client.pem")))
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .setCertPath(file("server.pem"))
                        .setKeyPath(file("server.key"))))
        .requestHandler(
            request ->
                request
                    .body()
                    .onSuccess(
                        body ->
                            request
                                .response()
                                .putHeader("x-version", request.version().name())
                                .end("secret page" + body)))
        .listen(0)
        .await()
        .actualPort();
  }

  private int status(String host, int port, String... settings) {
    var all = new ArrayList<String>();
    all.addAll(List.of("upstreams.default.origins", "https://" + host + ":" + port));
    all.addAll(List.of(settings));
    gateway = GatewayUnderTest.with(all.toArray(String[]::new)).start();
    return gateway.get("/page").status();
  }

  @Test
  void anOriginOfUnknownAuthorityIsNotUsed() {
    assertThat(status("localhost", serve(ClientAuth.NONE))).isEqualTo(502);
  }

  @Test
  void anOriginOfATrustedAuthorityIs() {
    var port = serve(ClientAuth.NONE);
    assertThat(status("localhost", port, "upstreams.default.tls.ca", file("server.pem")))
        .isEqualTo(200);
  }

  @Test
  void theCertificateOfAnotherHostIsRefused() {
    var port = serve(ClientAuth.NONE);
    assertThat(status("127.0.0.1", port, "upstreams.default.tls.ca", file("server.pem")))
        .isEqualTo(502);
  }

  @Test
  void anOriginThatWantsACertificateGetsIt() {
    var port = serve(ClientAuth.REQUIRED);
    assertThat(status("localhost", port, "upstreams.default.tls.ca", file("server.pem")))
        .isEqualTo(502);
    gateway.close();
    assertThat(
            status(
                "localhost",
                port,
                "upstreams.default.tls.ca",
                file("server.pem"),
                "upstreams.default.tls.certificate",
                file("client.pem"),
                "upstreams.default.tls.key",
                file("client.key")))
        .isEqualTo(200);
  }

  @Test
  void http2IsSpokenWithAnOriginThatAgrees() {
    var port = serve(ClientAuth.NONE);
    status(
        "localhost",
        port,
        "upstreams.default.tls.ca",
        file("server.pem"),
        "upstreams.default.http2",
        "true");
    assertThat(gateway.get("/page").field("x-version")).isEqualTo("HTTP_2");
    var large = "x".repeat(1_000_000);
    assertThat(gateway.post("/page", large).text()).isEqualTo("secret page" + large);
  }

  @Test
  void http1IsSpokenWithOneThatDoesNot() {
    var port =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setUseAlpn(false)
                    .setKeyCertOptions(
                        new PemKeyCertOptions()
                            .setCertPath(file("server.pem"))
                            .setKeyPath(file("server.key"))))
            .requestHandler(request -> request.response().end(request.version().name()))
            .listen(0)
            .await()
            .actualPort();
    status(
        "localhost",
        port,
        "upstreams.default.tls.ca",
        file("server.pem"),
        "upstreams.default.http2",
        "true");
    assertThat(gateway.get("/page").text()).isEqualTo("HTTP_1_1");
  }
}
