package io.sluice.gateway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawHttp2;
import io.sluice.gateway.testing.ReceivedRequest;
import io.sluice.gateway.testing.Until;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What HTTP/2 can express and HTTP/1.1, which the origin gets, cannot, or would read as something
 * else (RFC 9113 §8.2, §8.3). {@code |} stands for CRLF.
 */
class Http2DowngradeTest {
  @RegisterExtension static final GatewayUnderTest gateway = WireCase.gateway();

  /**
   * @param content null = none
   * @param outcome of the stream: a status, or {@code refused} for a reset, the end of the
   *     connection or a 4xx
   * @param head what the origin gets; empty = nothing
   */
  private record Case(
      String name, List<String> fields, String content, String outcome, String head, String body) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static List<String> get(String... more) {
    var fields =
        new ArrayList<>(
            List.of(":method", "GET", ":scheme", "http", ":authority", "a", ":path", "/p"));
    fields.addAll(List.of(more));
    return fields;
  }

  private static List<String> with(String pseudo, String value) {
    var fields = get();
    fields.set(fields.indexOf(pseudo) + 1, value);
    return fields;
  }

  private static List<String> without(String pseudo) {
    var fields = get();
    int i = fields.indexOf(pseudo);
    fields.subList(i, i + 2).clear();
    return fields;
  }

  private static List<String> post(String... more) {
    var fields = get(more);
    fields.set(1, "POST");
    return fields;
  }

  private static Case refused(String name, List<String> fields) {
    return new Case(name, fields, "", "refused", "", "");
  }

  private static Case refused(String name, List<String> fields, String content) {
    return new Case(name, fields, content, "refused", "", "");
  }

  private static Case passed(String name, List<String> fields, String head) {
    return new Case(name, fields, "", "200", head, "");
  }

  private static Case passed(
      String name, List<String> fields, String content, String head, String body) {
    return new Case(name, fields, content, "200", head, body);
  }

  private static final String PLAIN = "GET /p HTTP/1.1|via: 2.0 sluice|host: a";
  private static final String FIVE = "POST /p HTTP/1.1|content-length: 5|via: 2.0 sluice|host: a";
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1|Host: a||";

  static Stream<Case> fields() {
    return Stream.of(
        refused("CRLF in a value", get("x", "y|z: 1")),
        refused("LF in a value", get("x", "y\nz: 1")),
        refused("CR in a value", get("x", "y\rz: 1")),
        refused("NUL in a value", get("x", "y\u0000z")),
        refused("a control character in a value", get("x", "y\u0001z")),
        refused("DEL in a value", get("x", "y\u007fz")),
        passed(
            "a tab in a value",
            get("x", "y\tz"),
            "GET /p HTTP/1.1|x: y\tz|via: 2.0 sluice|host: a"),
        refused("a request in a value", get("x", "y||" + SMUGGLED)),
        refused("CRLF at the end of a value", get("x", "y|")),
        refused("CRLF in a name", get("x: 1|y", "1")),
        refused("colon in a name", get("x:y", "1")),
        refused("space in a name", get("x y", "1")),
        refused("a request line as a name", get("get /smuggled http/1.1|x", "1")),
        refused("upper case in a name", get("X-Upper", "1")),
        refused("empty name", get("", "1")),
        refused("connection", get("connection", "x-forwarded-for")),
        refused("keep-alive", get("keep-alive", "timeout=9")),
        refused("proxy-connection", get("proxy-connection", "close")),
        refused("upgrade", get("upgrade", "h2c")),
        refused("te other than trailers", get("te", "gzip")),
        passed("te: trailers", get("te", "trailers"), PLAIN),
        passed("disguised coding", get("transfer_encoding", "chunked"), PLAIN));
  }

  static Stream<Case> framing() {
    return Stream.of(
        refused("H2.TE", post("transfer-encoding", "chunked"), "0||" + SMUGGLED),
        refused("H2.TE without content", get("transfer-encoding", "chunked")),
        refused("H2.TE by CRLF", post("x", "y|transfer-encoding: chunked"), "0||" + SMUGGLED),
        refused("H2.TE by name", post("transfer-encoding: chunked|x", "y"), "0||" + SMUGGLED),
        refused("two lengths", post("content-length", "5", "content-length", "6"), "hello"),
        refused("a length that is none", post("content-length", "+5"), "hello"),
        passed("a list of one length", post("content-length", "5, 5"), "hello", FIVE, "hello"),
        passed(
            "no length",
            post(),
            "hello",
            "POST /p HTTP/1.1|via: 2.0 sluice|host: a|transfer-encoding: chunked",
            "hello"),
        passed("a length", post("content-length", "5"), "hello", FIVE, "hello"));
  }

  static Stream<Case> pseudo() {
    return Stream.of(
        refused("space in :method", with(":method", "GET /smuggled HTTP/1.1")),
        refused("CRLF in :method", with(":method", "GET|x")),
        refused("empty :method", with(":method", "")),
        refused("CONNECT", with(":method", "CONNECT")),
        refused("space in :path", with(":path", "/p HTTP/1.1")),
        refused("a head in :path", with(":path", "/p HTTP/1.1|Host: b||GET /smuggled")),
        refused("CRLF in :path", with(":path", "/p|x: y")),
        refused("fragment in :path", with(":path", "/p#x")),
        refused("relative :path", with(":path", "p")),
        refused("empty :path", with(":path", "")),
        refused("star for GET", with(":path", "*")),
        refused("absolute form of another scheme", with(":path", "https://b/p")),
        refused("space in :authority", with(":authority", "a b")),
        refused("CRLF in :authority", with(":authority", "a|x: y")),
        refused("path in :authority", with(":authority", "a/p")),
        refused("user in :authority", with(":authority", "u@a")),
        refused("empty :authority", with(":authority", "")),
        refused("no :method", without(":method")),
        refused("no :path", without(":path")),
        refused("no :authority", without(":authority")),
        refused("two :method", get(":method", "POST")),
        refused("two :path", get(":path", "/smuggled")),
        refused("two :authority", get(":authority", "b")),
        refused("unknown pseudo field", get(":smuggled", "1")),
        refused("pseudo field of a response", get(":status", "200")),
        refused(
            "pseudo field behind a field",
            List.of(
                ":method", "GET", "x", "1", ":scheme", "http", ":authority", "a", ":path", "/p")),
        refused("host contradicts :authority", get("host", "b")),
        refused("two hosts", get("host", "a", "host", "b")),
        passed("host beside :authority", get("host", "a"), PLAIN),
        passed("CRLF in :scheme", with(":scheme", "http|x: y"), PLAIN),
        passed("a URL in :scheme", with(":scheme", "http://b/smuggled?"), PLAIN),
        passed("dot segments", with(":path", "/x/../p"), PLAIN),
        passed("upper case in :authority", with(":authority", "A:80"), PLAIN));
  }

  @ParameterizedTest
  @MethodSource({"fields", "framing", "pseudo"})
  void becomesOneRequestOrNone(Case request) {
    var origin =
        gateway.origin().otherwise(OriginAnswer.ok("x").field("Cache-Control", "no-store"));
    int before = origin.requests().size();
    try (var client = RawHttp2.connect(gateway.port())) {
      var fields = request.fields.stream().map(WireCase::bytes).toArray(String[]::new);
      if (request.content.isEmpty()) {
        client.request(1, fields);
      } else {
        client.head(1, fields).data(1, WireCase.bytes(request.content));
      }
      String outcome = client.outcome(1);
      assertThat(outcome.matches("reset|closed|4..") ? "refused" : outcome)
          .as(() -> origin.requests().subList(before, origin.requests().size()).toString())
          .isEqualTo(request.outcome);
    }
    gateway.get("/fence");
    var came = origin.requests().subList(before, origin.requests().size());
    assertThat(came)
        .extracting(ReceivedRequest::target)
        .isEqualTo(request.head.isEmpty() ? List.of("/fence") : List.of("/p", "/fence"));
    if (!request.head.isEmpty()) {
      assertThat(came.get(0).head()).isEqualTo(WireCase.bytes(request.head));
      assertThat(came.get(0).body()).isEqualTo(request.body);
      assertThat(came.get(0).state()).isEqualTo(ReceivedRequest.Body.COMPLETE);
    }
  }

  /** H2.CL: frames have lengths of their own, and the field has to agree (RFC 9113 §8.1.1). */
  @ParameterizedTest
  @ValueSource(strings = {"0", "5", "99"})
  void aLengthThatIsNotThatOfTheFramesIsNoRequest(String length) {
    var origin =
        gateway.origin().otherwise(OriginAnswer.ok("x").field("Cache-Control", "no-store"));
    int before = origin.requests().size();
    try (var client = RawHttp2.connect(gateway.port())) {
      client
          .head(1, post("content-length", length).toArray(String[]::new))
          .data(1, WireCase.bytes("hello" + SMUGGLED));
      // Without content, it may have been answered when the frame comes.
      assertThat(client.outcome(1))
          .matches("reset|closed|4.." + (length.equals("0") ? "|200" : ""));
    }
    gateway.get("/fence");
    var came = origin.requests().subList(before, origin.requests().size());
    assertThat(came).extracting(ReceivedRequest::target).doesNotContain("/smuggled");
    assertThat(came)
        .filteredOn(request -> request.target().equals("/p"))
        .allSatisfy(
            request -> {
              Until.met(() -> request.state() != ReceivedRequest.Body.ARRIVING);
              assertThat(request.body()).isIn("", "hello");
            });
  }
}
