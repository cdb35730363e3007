package io.sluice.gateway.fault;

import static io.sluice.gateway.fault.WireCase.passed;
import static io.sluice.gateway.fault.WireCase.refused;

import io.sluice.gateway.testing.GatewayUnderTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a request ends: Content-Length, Transfer-Encoding, Expect (RFC 9112 §6). */
class RequestFramingTest {
  @RegisterExtension static final GatewayUnderTest gateway = WireCase.gateway();

  private static final String POST = "POST /p HTTP/1.1|Host: a|";
  private static final String CHUNKED =
      "POST /p HTTP/1.1|via: 1.1 sluice|host: a|transfer-encoding: chunked";
  private static final String FIVE = "POST /p HTTP/1.1|Content-Length: 5|via: 1.1 sluice|host: a";

  @ParameterizedTest
  @MethodSource({"both", "lengths", "codings", "hidden", "expectations", "wellFramed"})
  void endsWhereEverybodySeesItEnd(WireCase request) {
    request.run(gateway);
  }

  static Stream<WireCase> both() {
    return Stream.of(
        refused(400, "CL.TE", POST + "Content-Length: 5|Transfer-Encoding: chunked||0||"),
        refused(400, "TE.CL", POST + "Transfer-Encoding: chunked|Content-Length: 5||0||"),
        refused(
            400,
            "TE.CL, length in the chunk",
            POST + "Content-Length: 4|Transfer-Encoding: chunked||5c|"),
        refused(400, "CL 0 and TE", POST + "Content-Length: 0|Transfer-Encoding: chunked||0||"),
        refused(
            501, "CL and an odd TE", POST + "Content-Length: 5|Transfer-Encoding: xchunked||hello"),
        refused(
            501,
            "CL and TE identity",
            POST + "Content-Length: 5|Transfer-Encoding: identity||hello"),
        refused(501, "CL and an empty TE", POST + "Content-Length: 5|Transfer-Encoding:||hello"),
        refused(
            400,
            "CL and TE in HTTP/1.0",
            "POST /p HTTP/1.0|Host: a|Content-Length: 5|Transfer-Encoding: chunked||0||"),
        refused(400, "TE in HTTP/1.0", "POST /p HTTP/1.0|Host: a|Transfer-Encoding: chunked||0||"),
        refused(
            400,
            "TE in HTTP/1.0 that is kept alive",
            "POST /p HTTP/1.0|Host: a|Connection: keep-alive|Transfer-Encoding: chunked||0||"));
  }

  static Stream<WireCase> lengths() {
    return Stream.of(
        refused(400, "two lengths", POST + "Content-Length: 5|Content-Length: 6||hello"),
        refused(400, "two lengths in a list", POST + "Content-Length: 5, 6||hello"),
        refused(400, "one length twice", POST + "Content-Length: 5|Content-Length: 5||hello"),
        refused(400, "one length twice in a list", POST + "Content-Length: 5, 5||hello"),
        refused(
            400, "length and its lower case", POST + "Content-Length: 5|content-length: 0||hello"),
        refused(400, "plus", POST + "Content-Length: +5||hello"),
        refused(400, "minus", POST + "Content-Length: -5||"),
        refused(400, "minus zero", POST + "Content-Length: -0||"),
        refused(400, "hexadecimal", POST + "Content-Length: 0x5||hello"),
        refused(400, "underscore", POST + "Content-Length: 1_0||hello"),
        refused(400, "fraction", POST + "Content-Length: 5.0||hello"),
        refused(400, "exponent", POST + "Content-Length: 5e0||hello"),
        refused(400, "two numbers", POST + "Content-Length: 5 5||hello"),
        refused(400, "digits and letters", POST + "Content-Length: 5a||hello"),
        refused(400, "quoted", POST + "Content-Length: \"5\"||hello"),
        refused(400, "other digits", POST + "Content-Length: \u00b2||hello"),
        refused(400, "empty length", POST + "Content-Length: ||"),
        refused(400, "beyond 64 bits", POST + "Content-Length: 18446744073709551621||hello"),
        refused(400, "vertical tab", POST + "Content-Length: \u000b5||hello"),
        refused(400, "NUL after the number", POST + "Content-Length: 5\u0000||hello"),
        refused(400, "folded", POST + "Content-Length:| 5||hello"),
        refused(400, "folded into two numbers", POST + "Content-Length: 0| 5||hello"));
  }

  static Stream<WireCase> codings() {
    return Stream.of(
        refused(501, "xchunked", POST + "Transfer-Encoding: xchunked||0||"),
        refused(501, "chunkedx", POST + "Transfer-Encoding: chunkedx||0||"),
        refused(501, "chunk", POST + "Transfer-Encoding: chunk||0||"),
        refused(501, "identity", POST + "Transfer-Encoding: identity||"),
        refused(400, "chunked, identity", POST + "Transfer-Encoding: chunked, identity||0||"),
        refused(501, "identity, chunked", POST + "Transfer-Encoding: identity, chunked||0||"),
        refused(501, "gzip, chunked", POST + "Transfer-Encoding: gzip, chunked||0||"),
        refused(400, "chunked, gzip", POST + "Transfer-Encoding: chunked, gzip||0||"),
        refused(501, "chunked, chunked", POST + "Transfer-Encoding: chunked, chunked||0||"),
        refused(501, "comma in front", POST + "Transfer-Encoding: , chunked||0||"),
        refused(400, "comma behind", POST + "Transfer-Encoding: chunked,||0||"),
        refused(501, "quoted", POST + "Transfer-Encoding: \"chunked\"||0||"),
        refused(501, "apostrophes", POST + "Transfer-Encoding: 'chunked'||0||"),
        refused(501, "parameter", POST + "Transfer-Encoding: chunked;q=1||0||"),
        refused(501, "empty", POST + "Transfer-Encoding:||0||"),
        refused(400, "twice", POST + "Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||"),
        refused(
            400,
            "chunked and cow",
            POST + "Transfer-Encoding: chunked|Transfer-encoding: cow||0||"),
        refused(
            400,
            "cow and chunked",
            POST + "Transfer-Encoding: cow|Transfer-encoding: chunked||0||"),
        refused(
            400,
            "identity in another line",
            POST + "Transfer-Encoding: chunked|Transfer-Encoding: identity||0||"),
        refused(
            400,
            "an empty line's worth",
            POST + "Transfer-Encoding: chunked|Transfer-Encoding:||0||"),
        refused(400, "vertical tab", POST + "Transfer-Encoding: \u000bchunked||0||"),
        refused(400, "form feed", POST + "Transfer-Encoding: chunked\u000c||0||"),
        refused(400, "NUL", POST + "Transfer-Encoding: chunked\u0000||0||"),
        refused(501, "NBSP", POST + "Transfer-Encoding: \u00a0chunked||0||"),
        refused(501, "NEL", POST + "Transfer-Encoding: chunked\u0085||0||"));
  }

  /** A coding under a name or on a line that only one of two parties takes for one. */
  static Stream<WireCase> hidden() {
    return Stream.of(
        refused(400, "space before the colon", POST + "Transfer-Encoding : chunked||0||"),
        refused(400, "tab before the colon", POST + "Transfer-Encoding\t: chunked||0||"),
        refused(400, "VT before the colon", POST + "Transfer-Encoding\u000b: chunked||0||"),
        refused(400, "NUL before the colon", POST + "Transfer-Encoding\u0000: chunked||0||"),
        refused(400, "no colon", POST + "Transfer-Encoding chunked||0||"),
        refused(400, "equals for a colon", POST + "Transfer-Encoding=chunked||0||"),
        refused(
            400,
            "space in front of the first field",
            "POST /p HTTP/1.1| Transfer-Encoding: chunked|Host: a||0||"),
        refused(400, "LF ends the line before", POST + "X: y\nTransfer-Encoding: chunked||0||"),
        refused(400, "CR ends the line before", POST + "X: y\rTransfer-Encoding: chunked||0||"),
        refused(400, "LF in the name", POST + "Transfer-Encoding\n: chunked||0||"),
        refused(400, "quote in front of the name", POST + "\"Transfer-Encoding: chunked||0||"),
        refused(400, "high byte in the name", POST + "Transfer-Encoding\u0085: chunked||0||"),
        refused(400, "semicolon in the name", POST + "Transfer-Encoding;: chunked||0||"),
        passed(
            "folded into the line before",
            POST + "X: y| Transfer-Encoding: chunked|Content-Length: 5||hello",
            "POST /p HTTP/1.1|X: y Transfer-Encoding: chunked|Content-Length: 5|via: 1.1 sluice|host: a",
            "hello"),
        passed(
            "underscores",
            POST + "Transfer_Encoding: chunked|Content_Length: 0|Content-Length: 5||hello",
            FIVE,
            "hello"),
        passed(
            "Connection names the length",
            POST + "Connection: Content-Length|Content-Length: 5||hello",
            FIVE,
            "hello"),
        passed(
            "Connection names the coding",
            POST + "Connection: Transfer-Encoding|Transfer-Encoding: chunked||5|hello|0||",
            CHUNKED,
            "hello"));
  }

  /** An Expect that one party obeys and the other does not know makes them wait, or not, for it. */
  static Stream<WireCase> expectations() {
    return Stream.of(
        refused(
            417,
            "Expect: y 100-continue",
            POST + "Expect: y 100-continue|Content-Length: 5||hello"),
        refused(
            417,
            "Expect: 100-continue, y",
            POST + "Expect: 100-continue, y|Content-Length: 5||hello"),
        refused(
            417,
            "Expect: 100-continue;y",
            POST + "Expect: 100-continue;y|Content-Length: 5||hello"),
        refused(
            417, "two Expects", POST + "Expect: 100-continue|Expect: y|Content-Length: 5||hello"),
        refused(417, "unknown expectation", POST + "Expect: magic|Content-Length: 5||hello"),
        passed(
            "unknown expectation without content",
            "GET /p HTTP/1.1|Host: a|Expect: magic||",
            "GET /p HTTP/1.1|via: 1.1 sluice|host: a"),
        refused(400, "LF in Expect", POST + "Expect:\n 100-continue|Content-Length: 5||hello"),
        passed(
            "Expect without content",
            "GET /p HTTP/1.1|Host: a|Expect: 100-continue||",
            "GET /p HTTP/1.1|via: 1.1 sluice|host: a"),
        passed(
            "Expect in HTTP/1.0",
            "POST /p HTTP/1.0|Host: a|Connection: keep-alive|Expect: magic|Content-Length: 5||hello",
            "POST /p HTTP/1.1|Content-Length: 5|via: 1.0 sluice|host: a",
            "hello"));
  }

  static Stream<WireCase> wellFramed() {
    return Stream.of(
        passed("a length", POST + "Content-Length: 5||hello", FIVE, "hello"),
        passed("a length with white space", POST + "Content-Length: \t5 \t||hello", FIVE, "hello"),
        passed(
            "a length of zero",
            POST + "Content-Length: 0||",
            "POST /p HTTP/1.1|Content-Length: 0|via: 1.1 sluice|host: a"),
        passed("no length", POST + "|", "POST /p HTTP/1.1|via: 1.1 sluice|host: a"),
        passed("chunks", POST + "Transfer-Encoding: chunked||5|hello|0||", CHUNKED, "hello"),
        passed(
            "chunked in any case",
            POST + "tRANSFER-eNCODING: cHUNKED||5|hello|0||",
            CHUNKED,
            "hello"),
        passed(
            "chunked with white space",
            POST + "Transfer-Encoding: \tchunked \t||5|hello|0||",
            CHUNKED,
            "hello"),
        passed(
            "CL.0: GET with content",
            "GET /p HTTP/1.1|Host: a|Content-Length: 5||hello",
            "GET /p HTTP/1.1|Content-Length: 5|via: 1.1 sluice|host: a",
            "hello"),
        passed(
            "CL.0: GET with chunks",
            "GET /p HTTP/1.1|Host: a|Transfer-Encoding: chunked||5|hello|0||",
            "GET /p HTTP/1.1|via: 1.1 sluice|host: a|transfer-encoding: chunked",
            "hello"),
        passed(
            "CL.0: content that is a request",
            "POST /p HTTP/1.1|Host: a|Content-Length: 31||GET /smuggled HTTP/1.1|Host: a",
            "POST /p HTTP/1.1|Content-Length: 31|via: 1.1 sluice|host: a",
            "GET /smuggled HTTP/1.1\r\nHost: a"));
  }
}
