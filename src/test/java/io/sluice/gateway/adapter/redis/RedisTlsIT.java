package io.sluice.gateway.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.EventLoop;
import io.sluice.gateway.testing.RealRedis;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A link over TLS, which a proxy in front of a plain server terminates. */
class RedisTlsIT {

  private static Vertx vertx;
  private static RealRedis redis;
  private static int tlsPort;
  private static Path certificate;

  @BeforeAll
  static void startProxy(@TempDir Path directory) throws Exception {
    vertx = Vertx.vertx();
    redis = RealRedis.started();
    var store = directory.resolve("key.p12");
    certificate = directory.resolve("certificate.pem");
    keytool(
        store,
        "-genkeypair -keyalg EC -alias k -dname CN=cache -validity 2 -ext san=dns:localhost");
    keytool(store, "-exportcert -rfc -alias k -file " + certificate);
    var plain = vertx.createNetClient();
    var options =
        new NetServerOptions()
            .setSsl(true)
            .setKeyCertOptions(new PfxOptions().setPath(store.toString()).setPassword("secret"));
    tlsPort =
        vertx
            .createNetServer(options)
            .connectHandler(client -> forward(plain, client))
            .listen(0)
            .await()
            .actualPort();
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
    redis.close();
  }

  @Test
  void aServerWhoseAuthorityIsTrustedIsUsed() {
    var loop = new EventLoop(vertx);
    var link = open(loop, "localhost", certificate, true);

    loop.until(link::connected);

    assertThat(loop.await(link::ping)).isPositive();
  }

  @Test
  void aServerOfUnknownAuthorityIsNotUsed() {
    var loop = new EventLoop(vertx);
    var link = open(loop, "localhost", null, true);

    loop.until(() -> link.state() == RedisState.DOWN);

    assertThat(link.connectionNumber()).isZero();
  }

  @Test
  void aCertificateOfAnotherHostIsRefusedUnlessHostsAreNotVerified() {
    var loop = new EventLoop(vertx);
    var strict = open(loop, "127.0.0.1", certificate, true);
    var lenient = open(loop, "127.0.0.1", certificate, false);

    loop.until(() -> strict.state() == RedisState.DOWN);
    loop.until(lenient::connected);

    assertThat(strict.connectionNumber()).isZero();
  }

  private static RedisLink open(
      EventLoop loop, String host, @Nullable Path caFile, boolean verifyHost) {
    var settings = RedisSettings.of("rediss://" + host + ":" + tlsPort).withTls(caFile, verifyHost);
    return loop.call(() -> RedisLink.open(vertx, new RedisEndpoint(settings)));
  }

  private static void forward(NetClient plain, NetSocket client) {
    client.pause();
    plain
        .connect(redis.port(), "127.0.0.1")
        .onSuccess(
            server -> {
              client.pipeTo(server);
              server.pipeTo(client);
              client.resume();
            });
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
}
