package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.Until;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an HTTP/2 connection may ask for, and what it may not claim. */
class Http2LimitsTest {
  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with("http.http2.max-streams", "7", "http.max-header-bytes", "20KiB");

  @Test
  void theClientIsToldTheLimits() throws Exception {
    var vertx = Vertx.vertx();
    try {
      var client =
          vertx.createHttpClient(
              new HttpClientOptions()
                  .setProtocolVersion(HttpVersion.HTTP_2)
                  .setHttp2ClearTextUpgrade(false));
      var connection =
          await(
              client.connect(
                  new HttpConnectOptions().setHost("127.0.0.1").setPort(gateway.port())));
      Until.met(() -> settings(connection).getMaxConcurrentStreams() == 7);
      assertThat(settings(connection).getMaxHeaderListSize()).isEqualTo(20 * 1024);
    } finally {
      await(vertx.close());
    }
  }

  @Test
  void aSchemeThatIsNotThePortsChangesNothing() throws IOException {
    gateway.origin().on("/claimed", fresh("x"));
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.getOutputStream().write(requestOverHttps("127.0.0.1:" + gateway.port(), "/claimed"));
      socket.getOutputStream().flush();
      Until.met(() -> gateway.origin().count("/claimed") == 1);
    }
    assertThat(gateway.origin().last("/claimed").field("x-forwarded-proto")).isEqualTo("http");
    Until.met(() -> "HIT".equals(gateway.get("/claimed").xCache()));
  }

  /** A preface, SETTINGS and one GET, whose {@code :scheme} is https (RFC 7541 §6, §A). */
  private static byte[] requestOverHttps(String authority, String path) throws IOException {
    var fields = new ByteArrayOutputStream();
    fields.writeBytes(new byte[] {(byte) 0x82, (byte) 0x87});
    literal(fields, 0x41, authority);
    literal(fields, 0x44, path);
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(HexFormat.of().parseHex("000000040000000000"));
    bytes.writeBytes(new byte[] {0, 0, (byte) fields.size(), 1, 5, 0, 0, 0, 1});
    fields.writeTo(bytes);
    return bytes.toByteArray();
  }

  private static void literal(ByteArrayOutputStream fields, int name, String value) {
    fields.write(name);
    fields.write(value.length());
    fields.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  private static Http2Settings settings(HttpConnection connection) {
    return (Http2Settings) connection.remoteSettings();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
