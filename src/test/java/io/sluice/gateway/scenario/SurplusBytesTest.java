package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawOrigin;
import io.sluice.gateway.testing.RawResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An origin that sends more than its responses: nobody may get what is left over. */
class SurplusBytesTest {
  private static final String EVIL = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL";
  private static final String OK = "HTTP/1.1 200 OK\r\nCache-Control: no-store\r\n";

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

  private RawResponse get(String target) {
    try (var client = gateway.connect()) {
      return client.get(target);
    }
  }

  private void answers(String first) {
    origin.script(
        (connection, head) ->
            connection.send(
                head.contains(" /first ") ? first : OK + "Content-Length: 4\r\n\r\ngood"));
  }

  private void expectFreshConnectionFor(String target) {
    assertThat(get(target).text()).isEqualTo("good");
    assertThat(origin.connections()).hasSize(2);
    assertThat(origin.requests()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        EVIL,
        "\r\n",
        "x",
        "HTTP/1.1 200 O",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: </evil>\r\n\r\n",
        EVIL + EVIL,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      })
  void theResponseStandsAndTheConnectionIsGivenUp(String surplus) {
    answers(OK + "Content-Length: 3\r\n\r\nabc" + surplus);

    var first = get("/first");
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.text()).isEqualTo("abc");
    origin.connections().get(0).awaitClosed();
    expectFreshConnectionFor("/second");
  }

  @ParameterizedTest
  @ValueSource(strings = {EVIL, "\r\n", "HTTP"})
  void theSameAfterChunks(String surplus) {
    answers(OK + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" + surplus);

    assertThat(get("/first").text()).isEqualTo("abc");
    expectFreshConnectionFor("/second");
  }

  @ParameterizedTest
  @ValueSource(strings = {EVIL, "x"})
  void theSameWhenItComesLater(String surplus) {
    answers(OK + "Content-Length: 3\r\n\r\nabc");

    assertThat(get("/first").text()).isEqualTo("abc");
    origin.connections().get(0).send(surplus).awaitClosed();
    expectFreshConnectionFor("/second");
  }

  @Test
  void theSameAfterHead() {
    answers(OK + "Content-Length: 4\r\n\r\nEVIL");

    try (var client = gateway.connect()) {
      assertThat(client.exchange("HEAD", "/first").fields("content-length")).containsExactly("4");
    }
    expectFreshConnectionFor("/second");
  }

  @ParameterizedTest
  @ValueSource(strings = {"204 No Content", "304 Not Modified"})
  void theSameAfterResponsesThatHaveNoBody(String status) {
    answers(
        "HTTP/1.1 " + status + "\r\nCache-Control: no-store\r\nContent-Length: 44\r\n\r\n" + EVIL);

    try (var client = gateway.connect()) {
      assertThat(
              client.get("/first", "Cache-Control", "no-store", "If-None-Match", "\"x\"").status())
          .isEqualTo(Integer.parseInt(status.substring(0, 3)));
    }
    expectFreshConnectionFor("/second");
  }

  @Test
  void aResponseAfterHeadAndAnInterimOneHasNoBodyEither() {
    answers("HTTP/1.1 103 Early Hints\r\n\r\n" + OK + "Content-Length: 4\r\n\r\n");

    try (var client = gateway.connect()) {
      assertThat(client.exchange("HEAD", "/first").status()).isEqualTo(200);
    }
    assertThat(get("/second").text()).isEqualTo("good");
    assertThat(origin.connections()).hasSize(1);
  }

  @Test
  void interimResponsesEndNothing() {
    answers(
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
            + OK
            + "Content-Length: 3\r\n\r\nabc");

    assertThat(get("/first").text()).isEqualTo("abc");
    assertThat(get("/second").text()).isEqualTo("good");
    assertThat(origin.connections()).hasSize(1);
  }

  @Test
  void requestsThatWaitForAConnectionDoNotGetIt() {
    gateway.close();
    try (var narrow =
        GatewayUnderTest.with(
                "upstreams.default.origins",
                origin.url(),
                "vertx.event-loops",
                "1",
                "fetch.pool-size",
                "1")
            .start()) {
      origin.script(
          (connection, head) -> connection.send(OK + "Content-Length: 4\r\n\r\ngood" + EVIL));
      var clients = narrow.crowd(8, "/crowd", "Cache-Control", "no-store");
      for (var client : clients) {
        assertThat(client.response().text()).isEqualTo("good");
        client.close();
      }
      assertThat(origin.requests()).hasSize(8);
      assertThat(origin.connections()).hasSize(8);
    }
  }

  @Test
  void aSlowClientGetsTheWholeOfTheResponseBefore() {
    int length = 6 * 1024 * 1024;
    answers(OK + "Content-Length: " + length + "\r\n\r\n" + "b".repeat(length) + EVIL);

    try (var slow = RawHttp.connect(gateway.port(), 4096)) {
      slow.request("GET", "/first");
      assertThat(get("/second").text()).isEqualTo("good");
      assertThat(slow.response().text()).hasSize(length);
    }
    origin.connections().get(0).awaitClosed();
  }

  @Test
  void aConnectionThatIsClosedAnywayEndsAtTheContentLength() {
    answers(OK + "Connection: close\r\nContent-Length: 3\r\n\r\nabc" + EVIL);

    assertThat(get("/first").text()).isEqualTo("abc");
    expectFreshConnectionFor("/second");
  }

  @Test
  void everythingBelongsToABodyThatEndsWithTheConnection() {
    origin.script(
        (connection, head) -> {
          connection.send(OK + "\r\nabc" + EVIL);
          connection.close();
        });
    assertThat(get("/first").text()).isEqualTo("abc" + EVIL);
  }
}
