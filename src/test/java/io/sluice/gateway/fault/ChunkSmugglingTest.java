package io.sluice.gateway.fault;

import static io.sluice.gateway.testing.OriginAnswer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.ReceivedRequest.Body;
import io.sluice.gateway.testing.Until;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Chunk sizes, extensions, ends and trailers (RFC 9112 §7.1). {@code |} stands for CRLF. */
class ChunkSmugglingTest {
  @RegisterExtension
  static final GatewayUnderTest gateway = WireCase.gateway("http.max-header-bytes", "4KiB");

  private static final String HEAD =
      "POST /chunks HTTP/1.1|Host: a|Transfer-Encoding: chunked||5|first|";
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1|Host: a||";

  /** What follows the first chunk, and for a valid body what the origin gets altogether. */
  private record Rest(String name, String sent, String body) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Rest broken(String name, String sent) {
    return new Rest(name, sent, "");
  }

  private static Rest valid(String name, String sent, String body) {
    return new Rest(name, sent, body);
  }

  static Stream<Rest> invalid() {
    return Stream.of(
        broken("no hexadecimal", "zz|wrong|0||"),
        broken("no size", "|wrong|0||"),
        broken("extension without size", ";a|wrong|0||"),
        broken("minus", "-5|wrong|0||"),
        broken("minus zero", "-0||"),
        broken("plus", "+5|wrong|0||"),
        broken("0x", "0x5|wrong|0||"),
        broken("underscore", "0_5|wrong|0||"),
        broken("h behind", "5h|wrong|0||"),
        broken("comma behind", "5,|wrong|0||"),
        broken("other digits", "\u00b5|wrong|0||"),
        broken("beyond 31 bits", "80000005|wrong|0||"),
        broken("beyond 32 bits", "100000005|wrong|0||"),
        broken("beyond 64 bits", "10000000000000005|wrong|0||"),
        broken("far beyond", "f".repeat(40) + "|wrong|0||"),
        broken("longer than its size", "5|toolong|0||"),
        broken("one byte longer", "5|wrong!|0||"),
        broken("LF ends the size", "5\nwrong|0||"),
        broken("CR ends the size", "5\rwrong|0||"),
        broken("LF ends the chunk", "5|wrong\n0||"),
        broken("CR ends the chunk", "5|wrong\r0||"),
        broken("two letters end the chunk", "5|wrongXX0||"),
        broken("TERM.EXT: LF in an extension", "5;\nwrong|0||"),
        broken("TERM.EXT: LF in its value", "5;a=\nwrong|0||"),
        broken("TERM.EXT: CR in an extension", "5;\rwrong|0||"),
        broken("TERM.EXT: NUL in an extension", "5;\u0000|wrong|0||"),
        broken("EXT.TERM: LF in the last extension", "0;\n|" + SMUGGLED + "|"),
        broken("TERM.SPILL: one byte for the end", "5|wrong\n5|wrong|0||"),
        broken("LF within a quoted value", "5;a=\"\n\"|wrong|0||"),
        broken("an endless extension", "5;" + "a".repeat(20_000) + "|wrong|0||"),
        broken("LF ends the last size", "0\n||"),
        broken("LF ends the body", "0|\n"),
        broken("CR ends the body", "0|\r"),
        broken("trailer without colon", "0|" + SMUGGLED),
        broken("trailer with space before its colon", "0|X : 1||"),
        broken("trailer folded into nothing", "0| X: 1||"),
        broken("trailer with LF", "0|X: a\nY: b||"),
        broken("trailer with NUL", "0|X: a\u0000||"),
        broken("trailers too long", "0|X: " + "x".repeat(20_000) + "||"));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void theOriginNeverTakesAPartForTheWhole(Rest rest) {
    gateway.origin().on("/chunks", ok("done"));
    int before = gateway.origin().count("/chunks");
    try (var client = gateway.connect()) {
      client.send(WireCase.bytes(HEAD));
      gateway.origin().awaitCount("/chunks", before + 1);
      var received = gateway.origin().last("/chunks");
      Until.met(() -> received.body().equals("first"));
      client.send(WireCase.bytes(rest.sent + SMUGGLED));
      client.awaitClosed();
      Until.met(() -> received.state() != Body.ARRIVING);
      assertThat(received.state()).as(received.body()).isEqualTo(Body.ABORTED);
    }
  }

  static Stream<Rest> valid() {
    return Stream.of(
        valid("plain", "6|second|0||", "firstsecond"),
        valid("zeros in front", "000000000006|second|0||", "firstsecond"),
        valid("capital digits", "A|0123456789|0||", "first0123456789"),
        valid("extension", "6;a=b|second|0||", "firstsecond"),
        valid("extension without value", "6;a|second|0||", "firstsecond"),
        valid("white space around an extension", "6 ; a = b|second|0||", "firstsecond"),
        valid("semicolon and size in a quoted value", "6;a=\"; 0\"|second|0||", "firstsecond"),
        valid("extension of the last chunk", "0;a=b||", "first"),
        valid("several zeros at last", "000||", "first"),
        valid("a body that looks like an end", "8|0||GET|0||", "first0\r\n\r\nGET"),
        valid("trailers", "0|X-T: 1||", "first"),
        valid("trailers that frame", "0|Content-Length: 99|Transfer-Encoding: gzip||", "first"),
        valid("trailers that route", "0|Host: b|X-Forwarded-Host: b||", "first"),
        valid("trailers that authorise", "0|Authorization: Basic x|Cookie: a=1||", "first"));
  }

  /**
   * What the decoder reads leniently: white space and control characters around a size, and what
   * follows them. The origin does not get to see it.
   */
  static Stream<Rest> tolerated() {
    return Stream.of(
        valid("two numbers", "6 6|second|0||", "firstsecond"),
        valid("space in front", " 6|second|0||", "firstsecond"),
        valid("NUL behind", "6\u0000|second|0||", "firstsecond"),
        valid("VT behind", "6\u000b|second|0||", "firstsecond"),
        valid("CR CR LF ends the size", "6\r|second|0||", "firstsecond"));
  }

  /** Over the wire to the origin go new chunks: no extension, no trailer of the client's. */
  @ParameterizedTest
  @MethodSource({"valid", "tolerated"})
  void theOriginGetsTheContentAlone(Rest rest) {
    gateway.origin().on("/chunks", ok("done"));
    try (var client = gateway.connect()) {
      client.send(WireCase.bytes(HEAD + rest.sent + WireCase.NEXT));
      assertThat(client.response().text()).isEqualTo("done");
      assertThat(client.response().status()).isEqualTo(404);
    }
    var received = gateway.origin().last("/chunks");
    assertThat(received.body()).isEqualTo(rest.body);
    assertThat(received.state()).isEqualTo(Body.COMPLETE);
    assertThat(received.head())
        .isEqualTo(
            WireCase.bytes(
                "POST /chunks HTTP/1.1|via: 1.1 sluice|host: a|transfer-encoding: chunked"));
    assertThat(received.trailers()).isEmpty();
  }

  @Test
  void aBodyCutOffByTheClientIsCutOffForTheOrigin() {
    gateway.origin().on("/chunks", ok("done"));
    try (var client = gateway.connect()) {
      int before = gateway.origin().count("/chunks");
      client.send(WireCase.bytes(HEAD));
      gateway.origin().awaitCount("/chunks", before + 1);
      client.closeOutput();
      var received = gateway.origin().last("/chunks");
      Until.met(() -> received.state() == Body.ABORTED);
    }
  }

  @AfterAll
  static void nobodyHasSmuggled() {
    assertThat(gateway.origin().count("/smuggled")).isZero();
  }
}
