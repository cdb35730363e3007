package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawOrigin;
import io.sluice.gateway.testing.RawResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Origins whose Transfer-Encoding is not plainly chunked (RFC 9112 §6.3). */
class TransferCodingTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n";

  private final RawOrigin origin = RawOrigin.started();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with("upstreams.default.origins", origin.url());

  @BeforeEach
  void start() {
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
  }

  private RawResponse get() {
    try (var client = gateway.connect()) {
      return client.get("/a");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: identity",
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: chunked, gzip",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip",
        "Content-Length: 2\r\nTransfer-Encoding: foo",
        "Transfer-Encoding:"
      })
  void anUnknownFinalCodingMakesTheBodyEndWithTheConnection(String fields) {
    origin.script((connection, head) -> connection.send(OK + fields + "\r\n\r\n4\r\nab").close());

    var miss = get();
    assertThat(miss.status()).isEqualTo(200);
    assertThat(miss.text()).isEqualTo("4\r\nab");
    assertThat(miss.complete()).isTrue();
    assertThat(miss.head()).doesNotContain("gzip").doesNotContain("foo");
    assertThat(get().xCache()).isEqualTo("HIT");
    assertThat(get().text()).isEqualTo("4\r\nab");
  }

  @Test
  void aConnectionThatIsResetIsNoEndOfABody() {
    origin.script(
        (connection, head) -> {
          if (origin.connections().size() > 1) {
            connection.send(OK + "Content-Length: 3\r\n\r\nnew");
            return;
          }
          connection.send(OK + "Transfer-Encoding: identity\r\n\r\nab");
          connection.abort();
        });

    var broken = get();
    assertThat(broken.status() == 502 || !broken.complete()).isTrue();
    assertThat(get().text()).isEqualTo("new");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"
      })
  void whatCannotBeFramedOrReadIsRefused(String response) {
    origin.script((connection, head) -> connection.send(response));

    assertThat(get().status()).isEqualTo(502);
    origin.connections().get(0).awaitClosed();
    assertThat(origin.requests()).hasSize(1);
  }

  @Test
  void chunkedInAnyCaseIsChunked() {
    origin.script(
        (connection, head) ->
            connection.send(OK + "Transfer-Encoding: Chunked \r\n\r\n2\r\nab\r\n0\r\n\r\n"));

    assertThat(get().text()).isEqualTo("ab");
    assertThat(get().xCache()).isEqualTo("HIT");
  }
}
