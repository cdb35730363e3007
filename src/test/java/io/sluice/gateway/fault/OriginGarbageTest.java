package io.sluice.gateway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawOrigin;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Origins whose responses are none, or could be read in two ways: the client gets 502 or a response
 * that breaks off, the connection is given up, and nobody else gets any of it. {@code |} stands for
 * CRLF.
 */
@Timeout(60)
class OriginGarbageTest {
  private static final RawOrigin origin = RawOrigin.started();
  private static final AtomicInteger asked = new AtomicInteger();

  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "upstreams.default.origins", origin.url(),
          "upstreams.default.breaker.max-failures", "1000000",
          "fetch.first-byte-timeout", "500ms",
          "vertx.event-loops", "1");

  private static final String OK = "HTTP/1.1 200 OK|Cache-Control: max-age=60|";
  private static final String WELL =
      "HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Length: 4\r\n\r\nwell";
  private static final String EVIL = "HTTP/1.1 200 OK|Content-Length: 4||EVIL";

  /**
   * @param sent what the origin writes at once
   * @param body what the client gets of a 200 before it breaks off; empty = it gets no 200
   */
  private record Case(String name, String sent, String body) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case noAnswer(String name, String sent) {
    return new Case(name, sent, "");
  }

  private static Case brokenOff(String name, String sent, String body) {
    return new Case(name, sent, body);
  }

  static Stream<Case> statusLines() {
    return Stream.of(
        noAnswer("binary", "\u0000\u0001\u0002\u0003||"),
        noAnswer("another protocol", "SSH-2.0-OpenSSH_9.2||"),
        noAnswer("HTTP/0.9", "<html>all of it</html>||"),
        noAnswer("ICY", "ICY 200 OK|Content-Length: 0||"),
        noAnswer("HTTP/2.0", "HTTP/2.0 200 OK|Content-Length: 0||"),
        noAnswer("no version", "200 OK|Content-Length: 0||"),
        noAnswer("no status", "HTTP/1.1|Content-Length: 0||"),
        noAnswer("letters for a status", "HTTP/1.1 abc OK|Content-Length: 0||"),
        noAnswer("two digits", "HTTP/1.1 20 OK|Content-Length: 0||"),
        noAnswer("four digits", "HTTP/1.1 2000 OK|Content-Length: 0||"),
        noAnswer("minus", "HTTP/1.1 -200 OK|Content-Length: 0||"),
        noAnswer("status 0", "HTTP/1.1 000 OK|Content-Length: 0||"),
        noAnswer("endless reason", "HTTP/1.1 200 " + "x".repeat(40_000) + "|Content-Length: 0||"),
        noAnswer(
            "101 that nobody asked for",
            "HTTP/1.1 101 Switching|Upgrade: x|Connection: Upgrade||" + EVIL),
        noAnswer(
            "interim responses without end", "HTTP/1.1 103 Early Hints|Link: </x>||".repeat(500)));
  }

  static Stream<Case> fields() {
    return Stream.of(
        noAnswer("no colon", OK + "NoColon|Content-Length: 4||good"),
        noAnswer("empty name", OK + ": 1|Content-Length: 4||good"),
        noAnswer("NUL in a value", OK + "X: a\u0000b|Content-Length: 4||good"),
        noAnswer("CR in a value", OK + "X: a\rSet-Cookie: a=1|Content-Length: 4||good"),
        noAnswer("LF in a value", OK + "X: a\nSet-Cookie: a=1|Content-Length: 4||good"),
        noAnswer("LFs alone", "HTTP/1.1 200 OK\nContent-Length: 4\n\ngood"),
        noAnswer("control character in a value", OK + "X: a\u0007b|Content-Length: 4||good"),
        noAnswer("a giant field", OK + "X: " + "x".repeat(100_000) + "|Content-Length: 4||good"),
        noAnswer("endless fields", OK + "X: 1|".repeat(50_000)));
  }

  static Stream<Case> framing() {
    return Stream.of(
        noAnswer("negative length", OK + "Content-Length: -4||good"),
        noAnswer("plus", OK + "Content-Length: +4||good"),
        noAnswer("hexadecimal length", OK + "Content-Length: 0x4||good"),
        noAnswer("length beyond 64 bits", OK + "Content-Length: 18446744073709551620||good"),
        noAnswer("two lengths", OK + "Content-Length: 4|Content-Length: 5||good"),
        noAnswer("two lengths in a list", OK + "Content-Length: 4, 5||good"),
        noAnswer(
            "length and chunked", OK + "Content-Length: 4|Transfer-Encoding: chunked||0||" + EVIL),
        noAnswer("gzip below chunked", OK + "Transfer-Encoding: gzip, chunked||0||"),
        noAnswer("chunked in HTTP/1.0", "HTTP/1.0 200 OK|Transfer-Encoding: chunked||0||"));
  }

  static Stream<Case> bodies() {
    String chunks = OK + "Transfer-Encoding: chunked||4|good|";
    return Stream.of(
        brokenOff("a chunk without size", chunks + "|EVIL|0||", "good"),
        brokenOff("a size that is none", chunks + "zz|EVIL|0||", "good"),
        brokenOff("a negative size", chunks + "-4|EVIL|0||", "good"),
        brokenOff("a giant size", chunks + "ffffffffffffffff1|EVIL|0||", "good"),
        brokenOff("a chunk longer than its size", chunks + "4|EVIL!|0||", "goodEVIL"),
        brokenOff("LF ends a size", chunks + "4\nEVIL|0||", "good"),
        brokenOff("LF in an extension", chunks + "4;\nEVIL|0||", "good"),
        brokenOff("an endless extension", chunks + "4;" + "x".repeat(100_000), "good"),
        brokenOff("endless trailers", chunks + "0|" + "X: 1|".repeat(50_000), "good"));
  }

  @ParameterizedTest
  @MethodSource({"statusLines", "fields", "framing", "bodies"})
  void isNobodysAnswer(Case garbage) {
    String target = "/garbage/" + asked.incrementAndGet();
    var carriers = new CopyOnWriteArrayList<RawOrigin.Connection>();
    origin.script(
        (connection, head) -> {
          if (head.startsWith("GET " + target)) {
            carriers.add(connection);
            connection.send(WireCase.bytes(garbage.sent));
          } else {
            connection.send(WELL);
          }
        });

    try (var client = gateway.connect()) {
      var answer = client.get(target);
      if (garbage.body.isEmpty()) {
        assertThat(answer.status()).isIn(502, 504);
        assertThat(answer.field("content-type")).isEqualTo("application/problem+json");
        assertThat(client.get("/well").text()).isEqualTo("well");
      } else {
        assertThat(answer.complete()).isFalse();
        assertThat(garbage.body).startsWith(answer.text());
      }
    }
    assertThat(carriers).hasSize(1);
    carriers.get(0).awaitClosed();
    assertThat(gateway.get("/well").text()).isEqualTo("well");
  }

  /** A proxy removes such white space (RFC 9112 §5.1) and takes folded lines for one (§5.2). */
  @Test
  void whatAProxyHasToMendIsMended() {
    origin.script(
        (connection, head) ->
            connection.send(WireCase.bytes(OK + "X : 1|Y: a| b|Content-Length : 4||good")));

    var answer = gateway.get("/mended");
    assertThat(answer.text()).isEqualTo("good");
    assertThat(answer.fields("x")).containsExactly("1");
    assertThat(answer.fields("y")).containsExactly("a b");
  }

  @AfterAll
  static void close() {
    origin.close();
  }
}
