package io.sluice.gateway.fault;

import static io.sluice.gateway.fault.WireCase.passed;
import static io.sluice.gateway.fault.WireCase.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and values of fields, and Host above all (RFC 9112 §5 and §3.2). */
class FieldSyntaxTest {
  @RegisterExtension
  static final GatewayUnderTest gateway = WireCase.gateway("http.max-header-bytes", "4KiB");

  private static final String PLAIN = "GET /p HTTP/1.1|via: 1.1 sluice|host: a";

  @ParameterizedTest
  @MethodSource({"names", "values", "hosts", "connection"})
  void meansTheSameToEverybody(WireCase request) {
    request.run(gateway);
  }

  private static WireCase refusedField(String name, String field) {
    return refused(400, name, "GET /p HTTP/1.1|Host: a|" + field + "||");
  }

  private static WireCase field(String name, String sent, String atOrigin) {
    return passed(
        name,
        "GET /p HTTP/1.1|Host: a|" + sent + "||",
        "GET /p HTTP/1.1|" + atOrigin + "|via: 1.1 sluice|host: a");
  }

  static Stream<WireCase> names() {
    return Stream.of(
        refusedField("space before the colon", "X : 1"),
        refusedField("space within", "X Y: 1"),
        refusedField("empty", ": 1"),
        refusedField("no colon", "NoColon"),
        refusedField("NUL", "X\u0000: 1"),
        refusedField("CR", "X\rY: 1"),
        refusedField("parentheses", "X(y): 1"),
        refusedField("at sign", "X@y: 1"),
        refusedField("slash", "X/y: 1"),
        refusedField("high byte", "X\u00e9: 1"),
        refusedField("pseudo field", ":authority: b"),
        refusedField("a second request line", "GET /smuggled HTTP/1.1"),
        refused(400, "tab before Host's colon", "GET /p HTTP/1.1|Host\t: a||"),
        refused(431, "too long", "GET /p HTTP/1.1|Host: a|" + "x".repeat(5000) + ": 1||"),
        field(
            "every character of a token",
            "!#$%&'*+-.^_`|~09aZ".replace("|", "") + ": 1",
            "!#$%&'*+-.^_`~09aZ: 1"));
  }

  static Stream<WireCase> values() {
    return Stream.of(
        refusedField("NUL", "X: a\u0000b"),
        refusedField("CR", "X: a\rb"),
        refusedField("CR at the end", "X: a\r"),
        refusedField("LF", "X: a\nY: b"),
        refusedField("bell", "X: a\u0007b"),
        refusedField("backspace", "X: a\bb"),
        refusedField("DEL", "X: a\u007fb"),
        refused(431, "too long", "GET /p HTTP/1.1|Host: a|X: " + "x".repeat(5000) + "||"),
        refused(431, "too many", "GET /p HTTP/1.1|Host: a|" + "X: 1|".repeat(1500) + "|"),
        field("obs-text", "X: \u00e9", "X: \u00e9"),
        field("folded", "X: one|  two", "X: one two"),
        field(
            "folded into a request",
            "X: one| GET /smuggled HTTP/1.1",
            "X: one GET /smuggled HTTP/1.1"),
        field("empty", "X:", "X: "),
        field("white space around", "X: \t a \t", "X: a"));
  }

  static Stream<WireCase> hosts() {
    return Stream.concat(
        Stream.of(
            refused(400, "none", "GET /p HTTP/1.1||"),
            refused(400, "none in HTTP/1.0", "GET /p HTTP/1.0||"),
            refused(400, "the same twice", "GET /p HTTP/1.1|Host: a|Host: a||"),
            refused(400, "two", "GET /p HTTP/1.1|Host: a|Host: b||"),
            refused(400, "two, one indented", "GET /p HTTP/1.1|Host: a| Host: b||"),
            refused(400, "one indented, first", "GET /p HTTP/1.1| Host: b|Host: a||"),
            passed("white space around", "GET /p HTTP/1.1|Host: \t a \t||", PLAIN),
            passed("upper case and default port", "GET /p HTTP/1.1|Host: A:80||", PLAIN),
            passed("empty port", "GET /p HTTP/1.1|Host: a:||", PLAIN),
            passed("port with zeros", "GET /p HTTP/1.1|Host: a:00080||", PLAIN),
            passed(
                "underscore for a dash is no Host",
                "GET /p HTTP/1.1|Host: a|X_Forwarded_Host: b||",
                PLAIN)),
        Stream.of(
                "",
                "a b",
                "a, b",
                "a/b",
                "a?b",
                "a#b",
                "a\\b",
                "u@a",
                "u:p@a",
                "a@b:80",
                "a:b",
                "a:-1",
                "a:99999",
                "a:80:80",
                "a:080000000",
                "[::1",
                "::1",
                "[a",
                "[::1]x",
                "[::1]:x",
                "a%2eb",
                "http://a",
                "<a>",
                "a\"b",
                "\u00e4",
                "a;b:c",
                "a|b".replace('|', '\t'))
            .map(
                host ->
                    refused(
                        400,
                        "Host: " + host.replaceAll("[^ -~]", "?"),
                        "GET /p HTTP/1.1|Host: " + host + "||")));
  }

  /** A client may not take away what the origin, or this cache, relies on (RFC 9110 §7.6.1). */
  static Stream<WireCase> connection() {
    return Stream.of(
        field("Host", "Connection: Host|X: 1", "X: 1"),
        field("Cookie", "Connection: Cookie|Cookie: a=1", "Cookie: a=1"),
        field(
            "Authorization",
            "Connection: Authorization|Authorization: Basic x",
            "Authorization: Basic x"),
        field("Via", "Connection: Via|X: 1", "X: 1"),
        field(
            "Cache-Control",
            "Connection: Cache-Control|Cache-Control: no-store",
            "Cache-Control: no-store"),
        passed("what is the client's own", "GET /p HTTP/1.1|Host: a|Connection: X|X: 1||", PLAIN),
        passed(
            "in two lines",
            "GET /p HTTP/1.1|Host: a|Connection: X|Connection: Y|X: 1|Y: 1||",
            PLAIN),
        passed(
            "Upgrade to what nobody knows",
            "GET /p HTTP/1.1|Host: a|Connection: Upgrade|Upgrade: x||",
            PLAIN),
        passed(
            "TE and Trailer-like hops",
            "GET /p HTTP/1.1|Host: a|TE: trailers|Keep-Alive: 9|Proxy-Connection: x||",
            PLAIN));
  }

  @Test
  void anUpgradeToHttp2WithoutItsSettingsIsRefused() {
    int before = gateway.origin().requests().size();
    try (var client = gateway.connect()) {
      client.send(WireCase.bytes("GET /p HTTP/1.1|Host: a|Connection: Upgrade|Upgrade: h2c||"));
      assertThat(client.head()).startsWith("HTTP/1.1 400 ");
    }
    assertThat(gateway.origin().requests()).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a_b.example", "[::1]", "[::1]:80", "a.", "xn--bcher-kva.example", "a:8080"})
  void unusualButValidHostsWork(String host) {
    gateway.origin().otherwise(io.sluice.gateway.testing.OriginAnswer.ok("x"));
    assertThat(gateway.get("/p", "Host", host).status()).isEqualTo(200);
  }
}
