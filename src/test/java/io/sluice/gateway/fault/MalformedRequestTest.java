package io.sluice.gateway.fault;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In the requests, {@code |} stands for CRLF. */
class MalformedRequestTest {
  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with("http.max-header-bytes", "4KiB", "http.max-uri-bytes", "1KiB");

  @BeforeEach
  void script() {
    gateway.origin().on("/", fresh("x"));
    gateway.origin().on("/smuggled", fresh("smuggled"));
  }

  private static String bytes(String request) {
    return request.replace("|", "\r\n");
  }

  /** Whoever gets this far has smuggled a request. */
  private static final String SECOND = "GET /smuggled HTTP/1.1|Host: a||";

  // Control characters have no place in reports, hence no requests as names.
  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "POST / HTTP/1.1|Host: a|Content-Length: 5|Transfer-Encoding: chunked||0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Content-Length: 5||0||",
        "POST / HTTP/1.1|Host: a|Content-Length: 5|Content-Length: 6||hello",
        "POST / HTTP/1.1|Host: a|Content-Length: 5, 6||hello",
        "POST / HTTP/1.1|Host: a|Content-Length: +5||hello",
        "POST / HTTP/1.1|Host: a|Content-Length: -5||",
        "POST / HTTP/1.1|Host: a|Content-Length: 0x5||hello",
        "POST / HTTP/1.1|Host: a|Content-Length: 5 5||hello",
        "POST / HTTP/1.1|Host: a|Content-Length: ||",
        "POST / HTTP/1.1|Host: a|Content-Length: 99999999999999999999||",
        "POST / HTTP/1.0|Host: a|Transfer-Encoding: chunked||0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Transfer-Encoding: identity||0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding : chunked||0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding\t: chunked||0||",
        "GET / HTTP/1.1|Host : a||",
        "GET / HTTP/1.1|Host: a|X Y: 1||",
        "GET / HTTP/1.1|Host: a|: empty||",
        "GET / HTTP/1.1|Host: a|NoColon||",
        "GET / HTTP/1.1|Host: a|X: a\u0000b||",
        "GET / HTTP/1.1|Host: a|X: a\rb||",
        "GET / HTTP/1.1|Host: a|X\u0000: b||",
        "GET / HTTP/1.1|Host: a\nX: b||",
        "GET / HTTP/1.1|Host: a|X: b\n\n",
        "GET / HTTP/1.1||",
        "GET / HTTP/1.1|Host: a|Host: a||",
        "GET / HTTP/1.1|Host: a|Host: b||",
        "GET / HTTP/1.1|Host: a b||",
        "GET / HTTP/1.1|Host: a/b||",
        "GET / HTTP/1.1|Host: u@a||",
        "GET / HTTP/1.1|Host: a:b||",
        "GET / HTTP/1.1|Host: a:99999||",
        "GET / HTTP/1.1|Host: a, b||",
        "GET / HTTP/1.1|Host: [::1||",
        "GET relative HTTP/1.1|Host: a||",
        "GET /a b HTTP/1.1|Host: a||",
        "GET /a#b HTTP/1.1|Host: a||",
        "GET /%zz HTTP/1.1|Host: a||",
        "GET /a\u0007 HTTP/1.1|Host: a||",
        "GET /\u00e4 HTTP/1.1|Host: a||",
        "GET ftp://a/ HTTP/1.1|Host: a||",
        "GET http:///x HTTP/1.1|Host: a||",
        "GET * HTTP/1.1|Host: a||",
        "CONNECT a:80 HTTP/1.1|Host: a:80||",
        "GET / HTTP/9.9|Host: a||",
        "GET / HTTP/1.1 |Host: a||",
        "G@T / HTTP/1.1|Host: a||",
        "GET /|Host: a||",
        "GET / HTTP/1.1| Host: a||",
      })
  void isRefusedAndTheConnectionClosed(String request) {
    int before = gateway.origin().requests().size();
    try (var client = gateway.connect()) {
      client.send(bytes(request + SECOND));
      RawResponse response = client.response();
      assertThat(response.status()).as(request).isIn(400, 405, 501, 505);
      client.awaitClosed();
    }
    assertThat(gateway.origin().requests()).as(request).hasSize(before);
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: gzip, chunked||0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked, gzip||0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: identity||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: xchunked||0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: \"chunked\"||0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked;q=1||0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: \u000bchunked||0||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding:||0||",
      })
  void anOddTransferCodingIsRefused(String request) {
    int before = gateway.origin().requests().size();
    try (var client = gateway.connect()) {
      client.send(bytes(request + SECOND));
      assertThat(client.response().status()).as(request).isIn(400, 501);
      client.awaitClosed();
    }
    assertThat(gateway.origin().requests()).as(request).hasSize(before);
  }

  @Test
  void anOverlongTargetIs414() {
    try (var client = gateway.connect()) {
      client.send(bytes("GET /" + "x".repeat(2000) + " HTTP/1.1|Host: a||"));
      assertThat(client.response().status()).isEqualTo(414);
      client.awaitClosed();
    }
  }

  @Test
  void overlongFieldsAre431() {
    try (var client = gateway.connect()) {
      client.send(bytes("GET / HTTP/1.1|Host: a|X: " + "x".repeat(5000) + "||"));
      assertThat(client.response().status()).isEqualTo(431);
      client.awaitClosed();
    }
  }

  @Test
  void absoluteFormWinsOverHostAndTheOriginSeesOneName() {
    gateway.origin().on("/abs", fresh("x"));
    try (var client = gateway.connect()) {
      client.send(bytes("GET http://real.example/abs HTTP/1.1|Host: other.example||"));
      assertThat(client.response().status()).isEqualTo(200);
      var received = gateway.origin().last("/abs");
      assertThat(received.target()).isEqualTo("/abs");
      assertThat(received.fields("host")).containsExactly("real.example");
      assertThat(received.field("x-forwarded-host")).isEqualTo("real.example");
      assertThat(client.get("/abs", "Host", "real.example").xCache()).isEqualTo("HIT");
      assertThat(client.get("/abs", "Host", "other.example").xCache()).isEqualTo("MISS");
    }
  }

  @Test
  void aFoldedFieldBecomesOneLine() {
    gateway.origin().on("/fold", fresh("x"));
    try (var client = gateway.connect()) {
      client.send(bytes("GET /fold HTTP/1.1|Host: a|X-Folded: one|  two||"));
      assertThat(client.response().status()).isIn(200, 400);
    }
    for (var received : gateway.origin().requests("/fold")) {
      assertThat(received.fields("x-folded")).containsExactly("one two");
    }
  }

  @Test
  void emptyLinesInFrontOfARequestAreSkipped() {
    try (var client = gateway.connect()) {
      client.send(bytes("||GET / HTTP/1.1|Host: a||"));
      assertThat(client.response().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET  /odd HTTP/1.1|Host: a||", " GET /odd HTTP/1.1|Host:  a ||"})
  void toleratedSpaceDoesNotReachTheOrigin(String request) {
    gateway.origin().on("/odd", fresh("x").field("Cache-Control", "no-store"));
    try (var client = gateway.connect()) {
      client.send(bytes(request));
      assertThat(client.response().status()).isEqualTo(200);
    }
    assertThat(gateway.origin().last("/odd").head()).startsWith("GET /odd HTTP/1.1\r\n");
    assertThat(gateway.origin().last("/odd").fields("host")).containsExactly("a");
  }

  @Test
  void equalContentLengthsMayCountAsOneButNeverAsTwo() {
    gateway.origin().on("/equal", fresh("x"));
    try (var client = gateway.connect()) {
      client.send(bytes("POST /equal HTTP/1.1|Host: a|Content-Length: 5|Content-Length: 5||hello"));
      assertThat(client.response().status()).isIn(200, 400);
    }
    for (var received : gateway.origin().requests("/equal")) {
      assertThat(received.fields("content-length")).containsExactly("5");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a_b.example", "[::1]", "[::1]:80", "a.", "xn--bcher-kva.example", "a:"})
  void unusualButValidHostsWork(String host) {
    assertThat(gateway.get("/", "Host", host).status()).isEqualTo(200);
  }

  @Test
  void optionsStarReachesTheOriginAsSuch() {
    gateway.origin().on("*", fresh("x"));
    try (var client = gateway.connect()) {
      assertThat(client.exchange("OPTIONS", "*").status()).isEqualTo(200);
    }
    assertThat(gateway.origin().last("*").target()).isEqualTo("*");
  }
}
