package io.sluice.gateway.scenario;

import static io.sluice.gateway.scenario.WebSocketHandshake.ACCEPT;
import static io.sluice.gateway.scenario.WebSocketHandshake.AGREED;
import static io.sluice.gateway.scenario.WebSocketHandshake.KEY;
import static io.sluice.gateway.scenario.WebSocketHandshake.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawOrigin;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.Until;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upgrades that are none: no request may be smuggled behind one, to the origin or to us. */
@Timeout(60)
class WebSocketRefusalTest {
  private static final String SMUGGLED = "GET /admin HTTP/1.1\r\nHost: shop.test\r\n\r\n";
  private static final String SETTINGS = "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n";
  private static final String PLAIN =
      "HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Length: 5\r\n\r\nplain";

  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final RawOrigin origin = RawOrigin.started();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with("upstreams.default.origins", origin.url());

  @BeforeEach
  void start() {
    answers(PLAIN);
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
  }

  private void answers(String answer) {
    origin.script(
        (connection, head) -> {
          heads.add(head);
          connection.send(answer);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nno",
        "HTTP/1.1 426 Upgrade Required\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n"
      })
  void anotherAnswerThan101IsPassedAndTheConnectionCarriesNothingMore(String answer) {
    answers(answer);

    try (var client = gateway.connect()) {
      var response = client.send(request("/chat")).response();
      assertThat(response.status()).isEqualTo(Integer.parseInt(answer.substring(9, 12)));
      assertThat(response.text()).isEqualTo("no");
      assertThat(response.field("connection")).isEqualTo("close");
      assertThat(response.field("upgrade")).isNull();
      client.awaitClosed();
    }
    origin.connections().get(0).awaitClosed();
    assertThat(origin.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: Upgrade\r\nUpgrade: websocket\r\n",
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: " + KEY + "\r\n",
        "Connection: Upgrade\r\nSec-WebSocket-Accept: " + ACCEPT + "\r\n",
        "Connection: Upgrade\r\nUpgrade: h2c\r\nSec-WebSocket-Accept: " + ACCEPT + "\r\n",
        "Connection: Upgrade\r\nUpgrade: websocket\r\nUpgrade: h2c\r\nSec-WebSocket-Accept: "
            + ACCEPT
            + "\r\n",
        "Connection: keep-alive\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: " + ACCEPT + "\r\n",
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: "
            + ACCEPT
            + "\r\nSec-WebSocket-Accept: "
            + ACCEPT
            + "\r\n"
      })
  void a101ThatIsNoAnswerToTheHandshakeIsABadGateway(String fields) {
    answers("HTTP/1.1 101 Switching Protocols\r\n" + fields + "\r\n" + PLAIN);

    try (var client = gateway.connect()) {
      var response = client.send(request("/chat")).response();
      assertThat(response.status()).isEqualTo(502);
      assertThat(response.cacheStatus()).isEqualTo("sluice; fwd=bypass; detail=origin-failed");
      client.awaitClosed();
    }
    origin.connections().get(0).awaitClosed();
  }

  @Test
  void a101ToAnOrdinaryRequestIsABadGateway() {
    answers(AGREED + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL");

    assertThat(gateway.get("/plain", "Sec-WebSocket-Key", KEY).status()).isEqualTo(502);
  }

  @Test
  void whatFollowsTheHandshakeInItsPacketReachesNobody() {
    try (var client = gateway.connect()) {
      var response = client.send(request("/chat") + SMUGGLED).response();
      assertThat(response.status()).isEqualTo(400);
      client.awaitClosed();
    }
    Until.steady(() -> gateway.get("/plain").status());
    assertThat(origin.requests()).noneMatch(line -> line.contains("/admin"));
  }

  @Test
  void norWhatFollowsOnAConnectionThatHasCarriedRequests() {
    try (var client = gateway.connect()) {
      client.get("/plain");
      var response = client.send(request("/chat") + "half a fra").response();
      assertThat(response.status()).isEqualTo(400);
      client.awaitClosed();
    }
  }

  @Test
  void norWhatComesWhileTheOriginThinks() {
    origin.script((connection, head) -> {});

    try (var client = gateway.connect()) {
      client.send(request("/chat"));
      Until.met(() -> origin.requests().size() == 1);
      assertThat(client.send(SMUGGLED).response().status()).isEqualTo(400);
      client.awaitClosed();
    }
    origin.connections().get(0).awaitClosed();
    assertThat(origin.requests()).hasSize(1);
  }

  @Test
  void norWhatComesAfterARefusal() {
    answers("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");

    try (var client = gateway.connect()) {
      var waiting = client.send(request("/chat"));
      Until.met(() -> origin.requests().size() == 1);
      try {
        client.send(SMUGGLED + SMUGGLED);
      } catch (java.io.UncheckedIOException closedBefore) {
        // As it may be.
      }
      assertThat(waiting.head()).containsAnyOf(" 403 ", " 400 ");
    }
    assertThat(origin.requests()).hasSize(1);
  }

  @Test
  void norWhatWasParsedBehindItWhileAnEarlierRequestWasAnswered() {
    answers("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");

    try (var client = gateway.connect()) {
      client.send("GET /plain HTTP/1.1\r\nHost: shop.test\r\n\r\n" + request("/chat") + SMUGGLED);
      client.response();
      assertThat(client.response().status()).isEqualTo(403);
      client.awaitClosed();
    }
    Until.steady(() -> gateway.get("/plain").status());
    assertThat(origin.requests()).noneMatch(line -> line.contains("/admin"));
  }

  @Test
  void itIsNeverSentTwice() {
    origin.script((connection, head) -> connection.close());

    try (var client = gateway.connect()) {
      assertThat(client.send(request("/chat")).response().status()).isEqualTo(502);
    }
    assertThat(origin.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n" + SETTINGS,
        "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n",
        "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: foo/2\r\n",
        "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket, h2c\r\n",
        "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nUpgrade: h2c\r\n",
        "GET / HTTP/1.1\r\nConnection: keep-alive\r\nUpgrade: websocket\r\n",
        "GET / HTTP/1.1\r\nUpgrade: websocket\r\n",
        "GET / HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n",
        "OPTIONS / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      })
  void anyOtherUpgradeIsIgnoredAndNotPassedOn(String head) {
    try (var client = gateway.connect()) {
      // Vert.x speaks HTTP/2 itself with who asks for it at the beginning of a connection.
      client.get("/first");
      client.send(
          head
              + "Host: shop.test\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
              + KEY
              + "\r\n\r\n");
      assertThat(client.response().text()).isEqualTo("plain");
    }
    assertThat(heads).hasSize(2);
    assertThat(RawResponse.values(heads.get(1), "upgrade")).isEmpty();
    assertThat(RawResponse.values(heads.get(1), "http2-settings")).isEmpty();
    assertThat(RawResponse.values(heads.get(1), "connection")).doesNotContain("Upgrade");
  }

  @Test
  void anUpgradeToHttp2AtTheBeginningIsOursAndNotTheOrigins() {
    try (var client = gateway.connect()) {
      client.send(
          "GET /first HTTP/1.1\r\nHost: shop.test\r\nConnection: Upgrade, HTTP2-Settings\r\n"
              + "Upgrade: h2c\r\n"
              + SETTINGS
              + "\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");
      Until.met(() -> heads.size() == 1);
    }
    assertThat(RawResponse.values(heads.get(0), "upgrade")).isEmpty();
    assertThat(RawResponse.values(heads.get(0), "http2-settings")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Sec-WebSocket-Version: 8\r\n", "Sec-WebSocket-Version: 13, 8\r\n"})
  void anotherVersionIsToldWhichOneItShouldBe(String version) {
    refused(426, request("/chat").replace("Sec-WebSocket-Version: 13\r\n", version));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Sec-WebSocket-Key: \r\n",
        "Sec-WebSocket-Key: c2hvcnQ=\r\n",
        "Sec-WebSocket-Key: !!!!IHNhbXBsZSBub25jZQ==\r\n",
        "Sec-WebSocket-Key: " + KEY + "\r\nSec-WebSocket-Key: " + KEY + "\r\n",
        "Sec-WebSocket-Key: " + KEY + "\r\nContent-Length: 3\r\n",
        "Sec-WebSocket-Key: " + KEY + "\r\nTransfer-Encoding: chunked\r\n"
      })
  void anIncompleteHandshakeIsABadRequest(String key) {
    refused(400, request("/chat").replace("Sec-WebSocket-Key: " + KEY + "\r\n", key));
  }

  private void refused(int status, String request) {
    try (var client = gateway.connect()) {
      var response = client.send(request + SMUGGLED).response();
      assertThat(response.status()).isEqualTo(status);
      if (status == 426) {
        assertThat(response.field("sec-websocket-version")).isEqualTo("13");
        assertThat(response.field("upgrade")).isEqualTo("websocket");
        assertThat(response.fields("connection")).contains("upgrade");
      }
      client.awaitClosed();
    }
    assertThat(origin.requests()).isEmpty();
  }
}
