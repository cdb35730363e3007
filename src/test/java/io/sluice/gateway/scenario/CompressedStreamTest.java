package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testing.Decoded;
import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Misses and what is not stored at all are compressed on their way, with gzip. */
class CompressedStreamTest {
  private static final String TEXT = "All work and no play makes Jack a dull boy.\n".repeat(50);
  private static final String ANY = "gzip, deflate, br";

  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "http.compression.enabled",
          "true",
          "rules",
          """
          - {name: never, match: {path: /never}, cache: never}
          """);

  private static OriginAnswer page() {
    return fresh(TEXT).field("Content-Type", "text/html").field("ETag", "\"v\"");
  }

  private static RawResponse get(String path, String... others) {
    var fields = new String[others.length + 2];
    fields[0] = "Accept-Encoding";
    fields[1] = ANY;
    System.arraycopy(others, 0, fields, 2, others.length);
    return gateway.get(path, fields);
  }

  private static void assertCoded(RawResponse response) {
    assertThat(response.field("content-encoding")).isEqualTo("gzip");
    assertThat(response.fields("vary")).containsExactly("Accept-Encoding");
    assertThat(response.field("etag")).isEqualTo("W/\"v\"");
    assertThat(response.fields("content-length")).isEmpty();
    assertThat(response.text().length()).isLessThan(TEXT.length() / 5);
    assertThat(Decoded.text(response)).isEqualTo(TEXT);
  }

  @Test
  void aMissIsCompressedAndStoredAsItCame() {
    gateway.origin().on("/miss", page());

    var miss = get("/miss");
    assertThat(miss.xCache()).isEqualTo("MISS");
    assertCoded(miss);
    var hit = gateway.get("/miss");
    assertThat(hit.xCache()).isEqualTo("HIT");
    assertThat(hit.text()).isEqualTo(TEXT);
    assertThat(gateway.origin().count("/miss")).isEqualTo(1);
  }

  @Test
  void whatIsNotStoredIsCompressedToo() {
    gateway.origin().on("/nostore", page().field("Cache-Control", "no-store"));
    assertCoded(get("/nostore"));
    assertCoded(get("/nostore"));
    gateway.origin().on("/never", page());
    assertCoded(get("/never"));
  }

  @Test
  void withoutAKnownLengthTheTypeDecides() {
    gateway.origin().on("/chunked", page().chunked());
    assertCoded(get("/chunked"));
  }

  @Test
  void anAnswerToPostIsCompressedToo() {
    gateway.origin().on("/post", page());
    assertCoded(gateway.post("/post", "x", "Accept-Encoding", "gzip"));
  }

  @Test
  void whoWantsNoCodingGetsNoneAndIsToldThatOthersDo() {
    gateway.origin().on("/no", page().field("Cache-Control", "no-store"));

    for (var accepted : new String[] {"identity", "gzip;q=0", "br"}) {
      var response = gateway.get("/no", "Accept-Encoding", accepted);
      assertThat(response.text()).isEqualTo(TEXT);
      assertThat(response.fields("vary")).containsExactly("Accept-Encoding");
      assertThat(response.field("etag")).isEqualTo("\"v\"");
      assertThat(response.fields("content-length")).containsExactly(String.valueOf(TEXT.length()));
    }
    assertThat(get("/no", "Cache-Control", "no-transform").text()).isEqualTo(TEXT);
  }

  @Test
  void headHasTheFieldsOfGet() {
    gateway.origin().on("/head", page().field("Cache-Control", "no-store"));

    var head = gateway.exchange("HEAD", "/head", "Accept-Encoding", ANY);
    assertThat(head.field("content-encoding")).isEqualTo("gzip");
    assertThat(head.fields("vary")).containsExactly("Accept-Encoding");
    assertThat(head.field("etag")).isEqualTo("W/\"v\"");
    assertThat(head.fields("content-length")).isEmpty();
  }

  @Test
  void aConditionalMissIsAnsweredFor304TheFormInQuestion() {
    gateway.origin().on("/cond", page());

    var response = get("/cond", "If-None-Match", "W/\"v\"");
    assertThat(response.status()).isEqualTo(304);
    assertThat(response.xCache()).isEqualTo("MISS");
    assertThat(response.field("etag")).isEqualTo("W/\"v\"");
    assertThat(response.fields("vary")).containsExactly("Accept-Encoding");
  }

  @Test
  void anOrigins304ConfirmsTheFormThatTheClientHas() {
    gateway.origin().on("/never", status(304).field("ETag", "\"v\""));

    var weak = get("/never", "If-None-Match", "W/\"v\"");
    assertThat(weak.status()).isEqualTo(304);
    assertThat(weak.field("etag")).isEqualTo("W/\"v\"");
    assertThat(weak.field("vary")).isEqualTo("Accept-Encoding");
    assertThat(get("/never", "If-None-Match", "\"v\"").field("etag")).isEqualTo("\"v\"");
  }

  @Test
  void aPartIsNotCompressedNorTheRestOfOneAskedForByDate() {
    gateway
        .origin()
        .on(
            "/never",
            request ->
                request.fields("range").isEmpty()
                    ? page()
                    : status(206)
                        .body(TEXT.substring(4))
                        .field("Content-Type", "text/html")
                        .field("Content-Range", "bytes 4-2199/2200"));

    var part = get("/never", "Range", "bytes=4-");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo(TEXT.substring(4));
    var date = "Mon, 02 Jan 2023 03:04:05 GMT";
    assertCoded(get("/never", "Range", "bytes=4-", "If-Range", date));
    assertThat(gateway.get("/never", "Range", "bytes=4-", "If-Range", date).status())
        .isEqualTo(206);
  }

  @Test
  void aSlowStreamIsNotHeldBack() throws IOException {
    var gate = new Gate();
    gateway
        .origin()
        .on(
            "/events",
            ok("data: first\n\n")
                .field("Content-Type", "text/event-stream")
                .field("Cache-Control", "no-store")
                .chunked()
                .waitAt(gate)
                .body("data: second\n\n"));

    try (var client = gateway.connect()) {
      client.request("GET", "/events", "Accept-Encoding", ANY);
      assertThat(client.head()).contains("content-encoding: gzip");
      var events = new GZIPInputStream(new Chunks(client));
      assertThat(new String(events.readNBytes(13), ISO_8859_1)).isEqualTo("data: first\n\n");
      gate.open();
      assertThat(new String(events.readAllBytes(), ISO_8859_1)).isEqualTo("data: second\n\n");
    }
  }

  @Test
  void aBodyThatBreaksOffIsSeenBroken() {
    gateway.origin().on("/broken", page().field("Cache-Control", "no-store").chunked().breakOff());

    try (var client = gateway.connect()) {
      var response = client.get("/broken", "Accept-Encoding", ANY);
      assertThat(response.field("content-encoding")).isEqualTo("gzip");
      assertThat(response.complete()).isFalse();
      assertThatThrownBy(() -> Decoded.text(response)).isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void aClientThatDoesNotReadHoldsTheOriginBack() {
    var sent = new AtomicLong();
    var piece = noise(64 * 1024);
    var answer = status(200).field("Content-Type", "text/plain").field("Cache-Control", "no-store");
    for (int i = 0; i < 400; i++) {
      answer = answer.body(piece);
    }
    gateway.origin().on("/held", answer.counting(sent));

    try (var client = RawHttp.connect(gateway.port(), 64 * 1024)) {
      client.request("GET", "/held", "Accept-Encoding", ANY);
      Until.steady(sent::get);
      // Sockets' buffers and the window; less than the 25 MiB of the whole.
      assertThat(sent.get()).isLessThan(16L * 1024 * 1024);
      assertThat(Decoded.text(client.response())).isEqualTo(piece.repeat(400));
    }
  }

  @Test
  void aClientThatLeavesInMidBodyEndsTheFetch() {
    var answer = status(200).field("Content-Type", "text/plain").field("Cache-Control", "no-store");
    var piece = noise(64 * 1024);
    for (int i = 0; i < 1000; i++) {
      answer = answer.body(piece);
    }
    for (int attempt = 0; attempt < 5; attempt++) {
      var sent = new AtomicLong();
      gateway.origin().on("/left" + attempt, answer.counting(sent));
      var client = RawHttp.connect(gateway.port(), 4096);
      client.request("GET", "/left" + attempt, "Accept-Encoding", ANY).head();
      client.abort();
      Until.steady(sent::get);
      assertThat(sent.get()).isLessThan(1000L * 64 * 1024);
    }
  }

  @Test
  void whoJoinsAFetchGetsItAsItIs() {
    var gate = new Gate();
    gateway.origin().on("/joined", page().waitAt(gate).body(TEXT));

    try (var leader = gateway.connect();
        var joiner = gateway.connect()) {
      leader.request("GET", "/joined", "Accept-Encoding", ANY);
      gate.awaitReached();
      joiner.request("GET", "/joined", "Accept-Encoding", ANY);
      String head = joiner.head();
      gate.open();
      assertThat(Decoded.text(leader.response())).isEqualTo(TEXT + TEXT);
      assertThat(head).contains("vary: Accept-Encoding").doesNotContain("content-encoding");
      assertThat(joiner.responseAfter(head).text()).isEqualTo(TEXT + TEXT);
    }
  }

  @Test
  void digestsOfTheOriginsBytesAreLeftOutOfTrailers() {
    gateway
        .origin()
        .on(
            "/trailers",
            page()
                .field("Cache-Control", "no-store")
                .trailer("Repr-Digest", "sha-256=:AAAA:")
                .trailer("X-Sum", "42"));

    assertThat(get("/trailers", "TE", "trailers").trailers())
        .contains("42")
        .doesNotContainIgnoringCase("digest");
    assertThat(gateway.get("/trailers", "TE", "trailers").trailers())
        .containsIgnoringCase("repr-digest");
  }

  /** Text that shrinks by little. */
  private static String noise(int length) {
    var random = new Random(length);
    var text = new StringBuilder(length);
    random.ints(length, 32, 127).forEach(c -> text.append((char) c));
    return text.toString();
  }

  /** The content of a chunked body, as it comes. */
  private static final class Chunks extends java.io.InputStream {
    private final java.io.InputStream wire;
    private int left;

    Chunks(RawHttp client) {
      this.wire = client.input();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left == 0 && (left = nextLength()) == 0) {
        return -1;
      }
      int read = wire.read(into, offset, Math.min(length, left));
      left -= read;
      if (left == 0) {
        line();
      }
      return read;
    }

    /** GZIPInputStream asks before it looks for another member. */
    @Override
    public int available() {
      return 0;
    }

    private int nextLength() throws IOException {
      return Integer.parseInt(line(), 16);
    }

    private String line() throws IOException {
      var line = new StringBuilder();
      for (int c = wire.read(); c != '\n'; c = wire.read()) {
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }
  }
}
