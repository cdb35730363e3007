package io.sluice.gateway.scenario;

import static io.sluice.gateway.scenario.WebSocketHandshake.ACCEPT;
import static io.sluice.gateway.scenario.WebSocketHandshake.AGREED;
import static io.sluice.gateway.scenario.WebSocketHandshake.open;
import static io.sluice.gateway.scenario.WebSocketHandshake.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawOrigin;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.Until;
import java.io.IOException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What passes through a WebSocket's connection, byte by byte, and how it ends. */
@Timeout(60)
class WebSocketTest {
  private static final String PLAIN =
      "HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Length: 5\r\n\r\nplain";

  private final RawOrigin origin = RawOrigin.started();
  private GatewayUnderTest gateway = gateway();

  private GatewayUnderTest gateway(String... settings) {
    var all = new String[settings.length + 2];
    all[0] = "upstreams.default.origins";
    all[1] = origin.url();
    System.arraycopy(settings, 0, all, 2, settings.length);
    return GatewayUnderTest.with(all);
  }

  @BeforeEach
  void start() {
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
  }

  private void restart(String... settings) {
    gateway.close();
    gateway = gateway(settings).start();
  }

  /** Reads as many bytes as the text has. */
  private static String read(RawHttp client, int length) {
    try {
      return new String(client.input().readNBytes(length), ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private long openTunnels() {
    return gateway
        .admin("GET", "/metrics", "")
        .text()
        .lines()
        .filter(line -> line.startsWith("sluice_tunnels_open "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .sum();
  }

  @Test
  void theHandshakePassesWithItsOwnFieldsAndThenEveryByte() {
    var seen = new CopyOnWriteArrayList<String>();
    origin.script(
        (connection, head) -> {
          seen.add(head);
          connection.send(
              AGREED.replace("\r\n\r\n", "\r\nSec-WebSocket-Protocol: chat\r\nX-App: 1\r\n\r\n"));
          connection.send("from the origin: " + connection.read(8));
        });

    try (var client = gateway.connect()) {
      client.send(
          request("/chat?room=1")
              .replace(
                  "\r\n\r\n",
                  String.join(
                      "\r\n",
                      "",
                      "Sec-WebSocket-Protocol: chat, echo",
                      "Cookie: a=b",
                      "Keep-Alive: 5",
                      "TE: trailers",
                      "\r\n")));
      var head = client.head();
      assertThat(head).startsWith("HTTP/1.1 101 Switching Protocols\r\n");
      assertThat(RawResponse.values(head, "upgrade")).containsExactly("websocket");
      assertThat(RawResponse.values(head, "connection")).containsExactly("Upgrade");
      assertThat(RawResponse.values(head, "sec-websocket-accept")).containsExactly(ACCEPT);
      assertThat(RawResponse.values(head, "sec-websocket-protocol")).containsExactly("chat");
      assertThat(RawResponse.values(head, "x-app")).containsExactly("1");
      assertThat(RawResponse.values(head, "cache-status")).containsExactly("sluice; fwd=bypass");
      assertThat(RawResponse.values(head, "content-length")).isEmpty();
      client.send("\0\r\n\u00ffGET ");
      assertThat(read(client, 25)).isEqualTo("from the origin: \0\r\n\u00ffGET ");
    }
    String head = seen.get(0);
    assertThat(head).startsWith("GET /chat?room=1 HTTP/1.1");
    assertThat(RawResponse.values(head, "host")).containsExactly("shop.test");
    assertThat(RawResponse.values(head, "connection")).containsExactly("Upgrade");
    assertThat(RawResponse.values(head, "upgrade")).containsExactly("websocket");
    assertThat(RawResponse.values(head, "sec-websocket-protocol")).containsExactly("chat, echo");
    assertThat(RawResponse.values(head, "cookie")).containsExactly("a=b");
    assertThat(RawResponse.values(head, "x-forwarded-for")).containsExactly("127.0.0.1");
    assertThat(RawResponse.values(head, "via")).containsExactly("1.1 sluice");
    assertThat(RawResponse.values(head, "keep-alive")).isEmpty();
    assertThat(RawResponse.values(head, "te")).isEmpty();
    assertThat(RawResponse.values(head, "transfer-encoding")).isEmpty();
  }

  @Test
  void whatTheOriginSendsWithIts101IsTheFirstTheClientGets() {
    origin.script((connection, head) -> connection.send(AGREED + "hello").read(3));

    try (var client = open(gateway.connect(), "/now")) {
      assertThat(read(client, 5)).isEqualTo("hello");
    }
  }

  @Test
  void aTunnelTakesNoConnectionFromRequests() {
    restart("fetch.pool-size", "1", "fetch.queue-size", "0", "vertx.event-loops", "1");
    origin.script((connection, head) -> connection.send(head.contains("Upgrade") ? AGREED : PLAIN));

    try (var first = open(gateway.connect(), "/1");
        var second = open(gateway.connect(), "/2")) {
      assertThat(gateway.get("/plain").text()).isEqualTo("plain");
      assertThat(gateway.get("/plain").text()).isEqualTo("plain");
      assertThat(openTunnels()).isEqualTo(2);
      first.abort();
      second.abort();
      Until.met(() -> openTunnels() == 0);
      assertThat(origin.connections()).hasSize(3);
    }
  }

  @Test
  void whoHasSentItsLastByteStillGetsTheOthers() {
    origin.script(
        (connection, head) -> {
          connection.send(AGREED);
          String all = connection.read(4);
          if (connection.atEnd()) {
            connection.send(all + " back");
            connection.close();
          }
        });

    try (var client = open(gateway.connect(), "/half")) {
      client.send("data").closeOutput();
      assertThat(read(client, 9)).isEqualTo("data back");
      client.awaitClosed();
    }
    Until.met(() -> openTunnels() == 0);
  }

  @Test
  void theSameTheOtherWayRound() {
    var got = new CopyOnWriteArrayList<String>();
    origin.script(
        (connection, head) -> {
          connection.send(AGREED + "last").closeOutput();
          got.add(connection.read(4));
          connection.close();
        });

    try (var client = open(gateway.connect(), "/half")) {
      assertThat(read(client, 4)).isEqualTo("last");
      assertThat(read(client, 1)).isEmpty();
      client.send("more");
      Until.met(() -> got.contains("more"));
    }
    Until.met(() -> openTunnels() == 0);
  }

  @Test
  void theEndOfOneSideIsTheOthers() {
    origin.script((connection, head) -> connection.send(AGREED));

    try (var client = open(gateway.connect(), "/1")) {
      client.abort();
      origin.connections().get(0).awaitClosed();
    }
    try (var client = open(gateway.connect(), "/2")) {
      origin.connections().get(1).abort();
      client.awaitClosed();
    }
    Until.met(() -> openTunnels() == 0);
  }

  @Test
  void aClientThatDoesNotReadHoldsTheOriginBack() {
    var sent = new AtomicLong();
    int pieces = 800;
    origin.script(
        (connection, head) -> {
          connection.send(AGREED);
          for (int i = 0; i < pieces; i++) {
            connection.send("x".repeat(64 * 1024));
            sent.addAndGet(64 * 1024);
          }
          connection.close();
        });

    try (var client = open(RawHttp.connect(gateway.port(), 64 * 1024), "/flood")) {
      Until.steady(sent::get);
      assertThat(sent.get()).isLessThan(25L * 1024 * 1024);
      assertThat(read(client, pieces * 64 * 1024)).hasSize(pieces * 64 * 1024);
      client.awaitClosed();
    }
  }

  @Test
  void aQuietTunnelOutlivesIdleConnectionsAndEndsAfterItsOwnLimit() {
    restart("http.idle-timeout", "200ms", "http.stream-idle-timeout", "1s");
    origin.script((connection, head) -> connection.send(AGREED));

    try (var client = open(gateway.connect(), "/quiet")) {
      long begin = System.nanoTime();
      client.awaitClosed();
      assertThat(System.nanoTime() - begin).isBetween(900_000_000L, 5_000_000_000L);
      origin.connections().get(0).awaitClosed();
    }
  }

  @Test
  void thereAreNoMoreThanTheLimit() {
    restart("http.max-tunnels", "1");
    origin.script((connection, head) -> connection.send(AGREED));

    try (var first = open(gateway.connect(), "/1");
        var second = gateway.connect()) {
      var refused = second.send(request("/2")).response();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.cacheStatus()).isEqualTo("sluice; fwd=bypass; detail=too-many-tunnels");
      second.awaitClosed();
      assertThat(origin.requests()).hasSize(1);
      first.abort();
      Until.met(() -> openTunnels() == 0);
    }
    open(gateway.connect(), "/3").close();
  }

  @Test
  void withoutTunnelsUpgradeIsIgnored() {
    restart("http.max-tunnels", "0");
    origin.script((connection, head) -> connection.send(PLAIN));

    try (var client = gateway.connect()) {
      assertThat(client.send(request("/")).response().text()).isEqualTo("plain");
    }
  }

  @Test
  void theNodesEndDoesNotWaitForTunnels() {
    restart("shutdown.grace", "15s");
    origin.script((connection, head) -> connection.send(AGREED));

    try (var client = open(gateway.connect(), "/")) {
      long begin = System.nanoTime();
      gateway.close();
      assertThat(System.nanoTime() - begin).isLessThan(10_000_000_000L);
      client.awaitClosed();
      origin.connections().get(0).awaitClosed();
    }
  }

  @Test
  void anOriginThatSaysNothingIsLate() {
    restart("fetch.first-byte-timeout", "300ms");
    origin.script((connection, head) -> {});

    try (var client = gateway.connect()) {
      assertThat(client.send(request("/")).response().status()).isEqualTo(504);
      client.awaitClosed();
      origin.connections().get(0).awaitClosed();
    }
    assertThat(openTunnels()).isZero();
  }

  @Test
  void aClientThatLeavesInMidHandshakeLeavesNothingBehind() {
    origin.script((connection, head) -> {});

    try (var client = gateway.connect()) {
      client.send(request("/"));
      Until.met(() -> origin.requests().size() == 1);
    }
    origin.connections().get(0).awaitClosed();
    Until.met(() -> openTunnels() == 0);
  }
}
