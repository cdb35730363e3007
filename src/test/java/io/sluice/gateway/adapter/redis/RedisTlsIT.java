package io.sluice.gateway.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.EventLoop;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.TestCertificate;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
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
  static void startProxy(@TempDir Path directory) {
    vertx = Vertx.vertx();
    redis = RealRedis.started();
    TestCertificate.of("localhost").write(directory, "cache");
    certificate = directory.resolve("cache.pem");
    var plain = vertx.createNetClient();
    var options =
        new NetServerOptions()
            .setSsl(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(certificate.toString())
                    .setKeyPath(directory.resolve("cache.key").toString()));
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
    var settings =
        RedisSettings.of("rediss://" + host + ":" + tlsPort)
            .withTls(new RedisTls(caFile, null, null, verifyHost));
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
}
