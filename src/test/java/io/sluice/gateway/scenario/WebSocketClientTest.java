package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.Until;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A WebSocket client and a WebSocket server that were not made for each other. */
@Timeout(90)
class WebSocketClientTest {
  private static final int LARGEST = 5 * 1024 * 1024;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable GatewayUnderTest gateway;

  @BeforeEach
  void start() throws Exception {
    HttpServer echo =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setMaxWebSocketFrameSize(LARGEST)
                    .setMaxWebSocketMessageSize(LARGEST))
            .webSocketHandler(socket -> socket.binaryMessageHandler(socket::writeBinaryMessage))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    gateway =
        GatewayUnderTest.with("upstreams.default.origins", "http://127.0.0.1:" + echo.actualPort())
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    gateway().close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private GatewayUnderTest gateway() {
    var started = gateway;
    if (started == null) {
      throw new IllegalStateException("not started");
    }
    return started;
  }

  /** Collects whole messages; one at a time is asked for. */
  private static final class Messages implements WebSocket.Listener {
    private final BlockingQueue<byte[]> whole = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
    private java.io.ByteArrayOutputStream part = new java.io.ByteArrayOutputStream();

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      var bytes = new byte[data.remaining()];
      data.get(bytes);
      part.writeBytes(bytes);
      if (last) {
        whole.add(part.toByteArray());
        part = new java.io.ByteArrayOutputStream();
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.add(code);
      return null;
    }

    byte[] next() throws InterruptedException {
      var message = whole.poll(30, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("no message");
      }
      return message;
    }
  }

  private WebSocket open(Messages messages) throws Exception {
    return http.newWebSocketBuilder()
        .buildAsync(URI.create("ws://127.0.0.1:" + gateway().port() + "/echo"), messages)
        .get(20, TimeUnit.SECONDS);
  }

  @Test
  void messagesOfAnySizePassBothWays() throws Exception {
    var messages = new Messages();
    var socket = open(messages);
    var random = new Random(7);
    for (int size : new int[] {0, 1, 125, 126, 65_535, 65_536, 1_000_000, LARGEST}) {
      var bytes = new byte[size];
      random.nextBytes(bytes);
      socket.sendBinary(ByteBuffer.wrap(bytes), true).get(20, TimeUnit.SECONDS);
      assertThat(messages.next()).isEqualTo(bytes);
    }
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "done").get(20, TimeUnit.SECONDS);
    assertThat(messages.closed.poll(20, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
    Until.met(() -> openTunnels() == 0);
  }

  @Test
  void aHundredAtOnceLeaveNothingBehind() throws Exception {
    List<WebSocket> sockets = new ArrayList<>();
    List<Messages> inboxes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      var messages = new Messages();
      inboxes.add(messages);
      sockets.add(open(messages));
    }
    assertThat(openTunnels()).isEqualTo(100);
    for (int i = 0; i < 100; i++) {
      sockets.get(i).sendBinary(ByteBuffer.wrap(new byte[] {(byte) i}), true);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(inboxes.get(i).next()).containsExactly((byte) i);
    }
    for (int i = 0; i < 100; i++) {
      if (i % 2 == 0) {
        sockets.get(i).sendClose(WebSocket.NORMAL_CLOSURE, "");
      } else {
        sockets.get(i).abort();
      }
    }
    Until.met(() -> openTunnels() == 0);
  }

  private long openTunnels() {
    return gateway()
        .admin("GET", "/metrics", "")
        .text()
        .lines()
        .filter(line -> line.startsWith("sluice_tunnels_open "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .sum();
  }
}
