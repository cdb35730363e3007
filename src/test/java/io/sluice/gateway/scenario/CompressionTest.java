package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Decoded;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stored responses are sent in the coding that each client likes best. */
class CompressionTest {
  private static final String TEXT = "All work and no play makes Jack a dull boy.\n".repeat(50);

  @RegisterExtension
  static final GatewayUnderTest gateway = GatewayUnderTest.with("http.compression.enabled", "true");

  private static OriginAnswer page() {
    return fresh(TEXT).field("Content-Type", "text/html; charset=utf-8").field("ETag", "\"v\"");
  }

  /** Stores what is scripted for the path, and has its forms made. */
  private static void store(String path) {
    gateway.get(path);
    awaitForm(path, "gzip");
    awaitForm(path, "br");
  }

  private static void awaitForm(String path, String coding) {
    Until.met(() -> coding.equals(get(path, coding).field("content-encoding")));
  }

  private static RawResponse get(String path, String acceptEncoding, String... others) {
    var fields = new String[others.length + 2];
    fields[0] = "Accept-Encoding";
    fields[1] = acceptEncoding;
    System.arraycopy(others, 0, fields, 2, others.length);
    return gateway.get(path, fields);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          'gzip, deflate, br, zstd' | br
          'gzip'                    | gzip
          'x-gzip'                  | gzip
          'br;q=0.5, gzip;q=0.8'    | gzip
          'br;q=0, *'               | gzip
          '*'                       | br
          'gzip;q=0, br;q=0'        |
          'identity, br;q=0.5'      |
          'deflate'                 |
          'gzip;q=nonsense'         |
          """)
  void eachClientGetsTheCodingThatItLikesBest(String acceptEncoding, String coding) {
    gateway.origin().on("/choice", page());
    store("/choice");
    int asked = gateway.origin().count("/choice");

    var response = get("/choice", acceptEncoding);
    assertThat(response.field("content-encoding")).isEqualTo(coding);
    assertThat(response.xCache()).isEqualTo("HIT");
    assertThat(response.fields("vary")).containsExactly("Accept-Encoding");
    assertThat(response.fields("content-length"))
        .containsExactly(String.valueOf(response.text().length()));
    assertThat(response.text().length() < TEXT.length() / 5).isEqualTo(coding != null);
    assertThat(response.field("etag")).isEqualTo(coding == null ? "\"v\"" : "W/\"v\"");
    assertThat(Decoded.text(response)).isEqualTo(TEXT);
    assertThat(gateway.origin().count("/choice")).isEqualTo(asked);
  }

  @Test
  void oneFetchServesClientsOfEveryCoding() {
    gateway.origin().on("/once", page());

    assertThat(Decoded.text(gateway.get("/once"))).isEqualTo(TEXT);
    for (int i = 0; i < 20; i++) {
      for (var coding : new String[] {"gzip", "br", "identity"}) {
        assertThat(Decoded.text(get("/once", coding))).isEqualTo(TEXT);
      }
    }
    awaitForm("/once", "gzip");
    awaitForm("/once", "br");
    assertThat(gateway.origin().count("/once")).isEqualTo(1);
  }

  @Test
  void aCrowdOfHitsIsAnsweredAtOnceAndRight() {
    gateway.origin().on("/crowd", page());
    gateway.get("/crowd");

    for (var client : gateway.crowd(50, "/crowd", "Accept-Encoding", "br")) {
      try (client) {
        assertThat(Decoded.text(client.response())).isEqualTo(TEXT);
      }
    }
    awaitForm("/crowd", "br");
    assertThat(gateway.origin().count("/crowd")).isEqualTo(1);
  }

  @Test
  void withoutAcceptEncodingNothingIsCoded() {
    gateway.origin().on("/plain", page().field("Vary", "Origin"));
    store("/plain");

    var response = gateway.get("/plain");
    assertThat(response.text()).isEqualTo(TEXT);
    assertThat(response.field("content-encoding")).isNull();
    assertThat(response.fields("vary")).containsExactly("Origin, Accept-Encoding");
  }

  @Test
  void anOriginThatVariesByItselfIsNotContradicted() {
    gateway.origin().on("/varies", page().field("Vary", "accept-encoding"));
    store("/varies");

    assertThat(get("/varies", "br").fields("vary")).containsExactly("accept-encoding");
    assertThat(gateway.get("/varies").fields("vary")).containsExactly("accept-encoding");
  }

  @Test
  void conditionsHoldForEveryForm() {
    gateway.origin().on("/cond", page());
    store("/cond");

    for (var tag : new String[] {"\"v\"", "W/\"v\""}) {
      var coded = get("/cond", "br", "If-None-Match", tag);
      assertThat(coded.status()).isEqualTo(304);
      assertThat(coded.field("etag")).isEqualTo("W/\"v\"");
      assertThat(coded.fields("vary")).containsExactly("Accept-Encoding");
      assertThat(coded.field("content-encoding")).isNull();
      var plain = gateway.get("/cond", "If-None-Match", tag);
      assertThat(plain.status()).isEqualTo(304);
      assertThat(plain.field("etag")).isEqualTo("\"v\"");
      assertThat(plain.fields("vary")).containsExactly("Accept-Encoding");
    }
    assertThat(get("/cond", "br", "If-None-Match", "\"w\"").status()).isEqualTo(200);
  }

  @Test
  void rangesAreThoseOfTheOriginsBytes() {
    gateway.origin().on("/range", page().field("Accept-Ranges", "bytes"));
    store("/range");

    var part = get("/range", "br, gzip", "Range", "bytes=4-7");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("work");
    assertThat(part.field("content-encoding")).isNull();
    assertThat(part.field("content-range")).isEqualTo("bytes 4-7/" + TEXT.length());
    assertThat(part.field("etag")).isEqualTo("\"v\"");
    assertThat(part.fields("vary")).containsExactly("Accept-Encoding");
    assertThat(get("/range", "br", "Range", "bytes=4-7", "If-Range", "\"v\"").text())
        .isEqualTo("work");

    // The tag of the coded form never matches strongly: who has a half of that gets the whole.
    var whole = get("/range", "br", "Range", "bytes=4-7", "If-Range", "W/\"v\"");
    assertThat(whole.status()).isEqualTo(200);
    assertThat(Decoded.text(whole)).isEqualTo(TEXT);
    assertThat(get("/range", "br").field("accept-ranges")).isNull();
    assertThat(gateway.get("/range").field("accept-ranges")).isEqualTo("bytes");
  }

  @Test
  void aDateDoesNotTellTheFormsApart() {
    var date = "Mon, 02 Jan 2023 03:04:05 GMT";
    gateway
        .origin()
        .on("/date", fresh(TEXT).field("Content-Type", "text/css").field("Last-Modified", date));
    store("/date");

    var whole = get("/date", "br", "Range", "bytes=100-", "If-Range", date);
    assertThat(whole.status()).isEqualTo(200);
    assertThat(Decoded.text(whole)).isEqualTo(TEXT);
  }

  @Test
  void headHasTheFieldsOfGet() {
    gateway.origin().on("/head", page().field("Repr-Digest", "sha-256=:AAAA:"));
    store("/head");

    for (var coding : new String[] {"br", "gzip", "identity"}) {
      var got = get("/head", coding);
      var head = gateway.exchange("HEAD", "/head", "Accept-Encoding", coding);
      for (var name :
          new String[] {"content-encoding", "content-length", "etag", "vary", "repr-digest"}) {
        assertThat(head.fields(name)).as(coding + " " + name).isEqualTo(got.fields(name));
      }
      assertThat(got.field("repr-digest") == null).isEqualTo(!coding.equals("identity"));
    }
  }

  @Test
  void aConfirmedEntryKeepsItsForms() {
    gateway
        .origin()
        .on(
            "/confirm",
            request ->
                request.fields("if-none-match").isEmpty()
                    ? page().field("X-V", "1")
                    : status(304)
                        .field("ETag", "\"v\"")
                        .field("Cache-Control", "max-age=60")
                        .field("X-V", "2"));
    store("/confirm");

    var confirmed = get("/confirm", "br", "Cache-Control", "max-age=0");
    assertThat(confirmed.xCache()).isEqualTo("REVALIDATED");
    assertThat(confirmed.field("content-encoding")).isEqualTo("br");
    assertThat(confirmed.field("x-v")).isEqualTo("2");
    var hit = get("/confirm", "br");
    assertThat(hit.xCache()).isEqualTo("HIT");
    assertThat(hit.field("content-encoding")).isEqualTo("br");
    assertThat(hit.field("x-v")).isEqualTo("2");
    assertThat(Decoded.text(hit)).isEqualTo(TEXT);
  }

  @Test
  void oneInvalidationEndsAllForms() {
    var next = "Something else altogether.\n".repeat(100);
    gateway
        .origin()
        .on(
            "/purge",
            page().field("Cache-Tag", "jack"),
            fresh(next).field("Content-Type", "text/html").field("Cache-Tag", "jack"));
    store("/purge");

    gateway.purgeTags("jack");

    assertThat(get("/purge", "br").xCache()).isEqualTo("MISS");
    for (var coding : new String[] {"br", "gzip", "identity"}) {
      assertThat(Decoded.text(get("/purge", coding))).isEqualTo(next);
    }
    assertThat(gateway.origin().count("/purge")).isEqualTo(2);
  }

  @Test
  void aRequestMayForbidTransforming() {
    gateway.origin().on("/asis", page());
    store("/asis");

    var response = get("/asis", "br", "Cache-Control", "no-transform");
    assertThat(response.xCache()).isEqualTo("HIT");
    assertThat(response.text()).isEqualTo(TEXT);
    assertThat(response.field("etag")).isEqualTo("\"v\"");
  }

  @Test
  void errorsAreCompressedToo() {
    gateway
        .origin()
        .on(
            "/gone",
            status(404)
                .body(TEXT)
                .field("Content-Type", "text/html")
                .field("Cache-Control", "max-age=60"));
    store("/gone");

    var response = get("/gone", "br");
    assertThat(response.status()).isEqualTo(404);
    assertThat(Decoded.text(response)).isEqualTo(TEXT);
  }

  @Test
  void whatWouldNotShrinkIsSentAsItIs() {
    var random = new StringBuilder();
    new java.util.Random(1).ints(2000, 0, 256).forEach(c -> random.append((char) c));
    gateway
        .origin()
        .on(
            "/noise",
            ok(random.toString())
                .field("Cache-Control", "max-age=60")
                .field("Content-Type", "text/plain"));
    gateway.get("/noise");
    gateway.origin().on("/signal", page());
    get("/noise", "gzip");
    // Made by the same one thread, so afterwards.
    store("/signal");

    var response = get("/noise", "gzip");
    assertThat(response.field("content-encoding")).isNull();
    assertThat(response.text()).isEqualTo(random.toString());
    assertThat(response.field("vary")).isEqualTo("Accept-Encoding");
  }
}
