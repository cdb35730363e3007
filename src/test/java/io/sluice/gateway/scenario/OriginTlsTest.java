package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Origins behind TLS: whom the gateway believes, and what it shows of itself. */
class OriginTlsTest {
  private static final char[] PASSWORD = "secret".toCharArray();
  private static Path directory;
  private static Vertx vertx;

  private GatewayUnderTest gateway = GatewayUnderTest.with();

  @BeforeAll
  static void start(@TempDir Path files) throws Exception {
    directory = files;
    vertx = Vertx.vertx();
    generate("server", " -ext san=dns:localhost");
    generate("client", "");
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
  }

  @AfterEach
  void stopGateway() {
    gateway.close();
  }

  /** Makes NAME.p12, NAME.pem and NAME.key. */
  private static void generate(String name, String extension) throws Exception {
    var store = directory.resolve(name + ".p12");
    keytool(store, "-genkeypair -keyalg EC -alias k -dname CN=origin -validity 2" + extension);
    keytool(store, "-exportcert -rfc -alias k -file " + file(name + ".pem"));
    Files.writeString(directory.resolve(name + ".key"), pem(store));
  }

  private static String pem(Path store) throws IOException, GeneralSecurityException {
    var key = KeyStore.getInstance(store.toFile(), PASSWORD).getKey("k", PASSWORD).getEncoded();
    var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
    return "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n";
  }

  private static void keytool(Path store, String arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments.split(" ", -1)));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", "secret"));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private static String file(String name) {
    return directory.resolve(name).toString();
  }

  private static int serve(ClientAuth clients) {
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setSsl(true)
                .setClientAuth(clients)
                .setTrustOptions(new PemTrustOptions().addCertPath(file("client.pem")))
                .setKeyCertOptions(
                    new PfxOptions().setPath(file("server.p12")).setPassword("secret")))
        .requestHandler(request -> request.response().end("secret page"))
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
}
