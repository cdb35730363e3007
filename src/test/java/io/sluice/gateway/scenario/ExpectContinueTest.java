package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawOrigin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code Expect: 100-continue}, as the origin sees it. */
class ExpectContinueTest {
  private static final String GOOD =
      "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 4\r\n\r\ngood";

  private final RawOrigin origin = RawOrigin.started();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with("upstreams.default.origins", origin.url(), "vertx.event-loops", "1");

  @BeforeEach
  void start() {
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
  }

  private static RawHttp announce(RawHttp client) {
    return client.request("POST", "/a", "Content-Length", "4", "Expect", "100-continue");
  }

  @Test
  void aRefusedRequestIsNotContinuedByTheNext() {
    origin.script(
        (connection, head) ->
            connection.send(
                head.startsWith("POST") ? "HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno" : GOOD));

    try (var client = gateway.connect()) {
      var refused = announce(client).response();
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.text()).isEqualTo("no");
      assertThat(refused.complete()).isTrue();
    }
    origin.connections().get(0).awaitClosed();
    assertThat(gateway.get("/b").text()).isEqualTo("good");
    assertThat(origin.connections()).hasSize(2);
  }

  @Test
  void severalContinuesBecomeOne() {
    origin.script(
        (connection, head) -> {
          connection.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n");
          connection.send("HTTP/1.1 102 Processing\r\n\r\n");
          assertThat(connection.read(4)).isEqualTo("data");
          connection.send(GOOD);
        });

    try (var client = gateway.connect()) {
      assertThat(announce(client).head()).startsWith("HTTP/1.1 100 ");
      var response = client.send("data").response();
      assertThat(response.interims()).containsExactly("HTTP/1.1 102 Processing");
      assertThat(response.text()).isEqualTo("good");
    }
  }

  @Test
  void aClientThatWaitsIsToldToGoOnWhenTheOriginIsSilent() {
    origin.script(
        (connection, head) -> {
          connection.read(4);
          connection.send(GOOD);
        });

    try (var client = gateway.connect()) {
      assertThat(announce(client).head()).startsWith("HTTP/1.1 100 ");
      assertThat(client.send("data").response().text()).isEqualTo("good");
    }
  }

  @Test
  void aHitIsAnsweredWithoutContinue() {
    origin.script((connection, head) -> connection.send(GOOD));
    gateway.get("/hit");

    var hit = gateway.get("/hit", "Expect", "100-continue");
    assertThat(hit.xCache()).isEqualTo("HIT");
    assertThat(hit.interims()).isEmpty();
    assertThat(origin.requests()).hasSize(1);
  }

  @Test
  void nothingIsAskedForWhereThereIsNoBody() {
    origin.script(
        (connection, head) ->
            connection.send(head.contains("xpect") ? "HTTP/1.1 417 X\r\n\r\n" : GOOD));

    assertThat(gateway.get("/miss", "Expect", "100-continue").text()).isEqualTo("good");
  }
}
