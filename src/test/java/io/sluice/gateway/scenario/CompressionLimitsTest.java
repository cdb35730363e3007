package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Decoded;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.Until;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is not compressed, neither from store nor on its way, and what rules say about it. */
class CompressionLimitsTest {
  private static final String TEXT = "All work and no play makes Jack a dull boy.\n".repeat(50);

  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "http.compression.enabled",
          "true",
          "http.compression.types",
          "text/*, Application/*+JSON",
          "http.compression.min-bytes",
          "100",
          "rules",
          """
          - {name: secret, match: {path: /secret}, compress: false}
          - {name: long, match: {path: /long}, ttl: 1h}
          """);

  @RegisterExtension
  static final GatewayUnderTest off =
      GatewayUnderTest.with(
          "rules",
          """
          - {name: only, match: {path: /only}, compress: true}
          """);

  private static OriginAnswer page() {
    return fresh(TEXT).field("Content-Type", "text/html").field("ETag", "\"v\"");
  }

  private static RawResponse get(GatewayUnderTest gateway, String path) {
    return gateway.get(path, "Accept-Encoding", "gzip");
  }

  /** Stores what is scripted for the path, and has its form made. */
  private static void awaitForm(GatewayUnderTest gateway, String path) {
    gateway.get(path);
    Until.met(() -> get(gateway, path).field("content-encoding") != null);
    assertThat(Decoded.text(get(gateway, path))).isEqualTo(TEXT);
  }

  static Stream<OriginAnswer> untouched() {
    return Stream.of(
        fresh(TEXT).field("Content-Type", "image/png"),
        fresh(TEXT).field("Content-Type", "application/json"),
        fresh(TEXT),
        fresh("x".repeat(99)).field("Content-Type", "text/html"),
        page().field("Cache-Control", "no-transform"),
        page().field("Content-Encoding", "zstd"),
        page().field("Content-Encoding", "gzip").field("Vary", "Accept-Encoding"),
        status(204).field("Content-Type", "text/html").field("Cache-Control", "max-age=60"));
  }

  @ParameterizedTest
  @MethodSource("untouched")
  void isSentAsTheOriginSentIt(OriginAnswer answer) {
    var path = "/untouched-" + System.nanoTime();
    gateway.origin().on(path, answer);
    off.origin().on(path, answer);

    for (int i = 0; i < 3; i++) {
      var sent = get(gateway, path);
      var expected = get(off, path);
      assertThat(sent.text()).isEqualTo(expected.text());
      for (var name :
          new String[] {"vary", "etag", "content-encoding", "content-length", "x-cache"}) {
        assertThat(sent.fields(name)).as(name).isEqualTo(expected.fields(name));
      }
      // A form, if there were to be one, would be made by now.
      gateway.origin().on("/signal" + i, page());
      awaitForm(gateway, "/signal" + i);
    }
  }

  @Test
  void typesAreThoseThatAreListed() {
    gateway
        .origin()
        .on("/types", fresh(TEXT).field("Content-Type", "application/vnd.api+json; charset=x"));
    awaitForm(gateway, "/types");
  }

  @Test
  void aRuleSwitchesItOff() {
    gateway.origin().on("/secret", page()).on("/long", page());
    awaitForm(gateway, "/long");

    for (int i = 0; i < 3; i++) {
      var response = get(gateway, "/secret");
      assertThat(response.text()).isEqualTo(TEXT);
      assertThat(response.field("vary")).isNull();
      assertThat(response.field("etag")).isEqualTo("\"v\"");
    }
  }

  @Test
  void aRuleSwitchesItOn() {
    off.origin().on("/only", page()).on("/other", page());
    awaitForm(off, "/only");

    for (int i = 0; i < 3; i++) {
      var response = get(off, "/other");
      assertThat(response.text()).isEqualTo(TEXT);
      assertThat(response.field("vary")).isNull();
    }
  }
}
