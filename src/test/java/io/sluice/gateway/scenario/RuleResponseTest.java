package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What rules say about responses: whether they are stored, for how long, and under which tags. */
class RuleResponseTest {
  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "rules",
          """
          - {name: put, match: {path: "/p/{id}", methods: [PUT]}, invalidates: ["p:{id}", plist]}
          - {name: p, match: {path: "/p/{id}"}, ttl: 1h, tags: ["p:{id}"]}
          - {name: list, match: {path: /list}, ttl: 1h, tags: [plist]}
          - {name: never, match: {path: /never}, cache: never}
          - {name: errors, match: {path: /flaky, status: [5xx]}, cache: never}
          - {name: flaky, match: {path: /flaky}, ttl: 1h, override: true}
          - {name: sized, match: {path: /sized, min-size: 10, max-size: 20}, ttl: 1h, tags: [s]}
          - {name: named, match: {path: /named, status: [503]}, negative: {ttl: 1h}}
          - {name: guess, match: {path: /guess}, heuristic: true}
          """,
          "cache.heuristic.enabled",
          "false",
          "cache.heuristic.percent",
          "50");

  private static String second(String path) {
    gateway.get(path);
    return String.valueOf(gateway.get(path).xCache());
  }

  @Test
  void aWriteInvalidatesTheTagsOfItsRuleAndNothingElse() {
    gateway.origin().on("/p/7", ok("7")).on("/p/8", ok("8")).on("/list", ok("7, 8"));
    assertThat(second("/p/7")).isEqualTo("HIT");
    assertThat(second("/p/8")).isEqualTo("HIT");
    assertThat(second("/list")).isEqualTo("HIT");

    gateway.exchange("PUT", "/p/7");

    assertThat(gateway.get("/p/7").xCache()).isEqualTo("MISS");
    assertThat(gateway.get("/list").xCache()).isEqualTo("MISS");
    assertThat(gateway.get("/p/8").xCache()).isEqualTo("HIT");
  }

  @Test
  void aWriteThatIsRefusedInvalidatesNothing() {
    gateway.origin().on("/p/9", request -> request.method().equals("PUT") ? status(403) : ok("9"));
    assertThat(second("/p/9")).isEqualTo("HIT");

    gateway.exchange("PUT", "/p/9");
    assertThat(gateway.get("/p/9").xCache()).isEqualTo("HIT");
  }

  @Test
  void whatIsNeverCachedPassesBy() {
    gateway.origin().on("/never", fresh("x"));
    assertThat(second("/never")).isEqualTo("BYPASS");
    assertThat(gateway.origin().count("/never")).isEqualTo(2);
  }

  @Test
  void neverForSomeResponsesKeepsThoseFromBeingStoredAndNoRequestFromTheCache() {
    gateway.origin().on("/flaky", status(500).field("Cache-Control", "max-age=60"), ok("well"));

    assertThat(gateway.get("/flaky").cacheStatus()).contains("fwd=uri-miss", "detail=rule");
    assertThat(gateway.get("/flaky").text()).isEqualTo("well");
    assertThat(gateway.get("/flaky").xCache()).isEqualTo("HIT");
  }

  @Test
  void sizesCountAsDeclaredOrAsTheyTurnOut() {
    gateway.origin().on("/sized", ok("123456789"));
    assertThat(second("/sized")).isEqualTo("MISS");
    gateway.origin().on("/sized", ok("123456789").chunked());
    assertThat(second("/sized")).isEqualTo("MISS");
    gateway.origin().on("/sized", ok("123456789012345678901").chunked());
    assertThat(second("/sized")).isEqualTo("MISS");
    gateway.origin().on("/sized", ok("1234567890").chunked());
    assertThat(second("/sized")).isEqualTo("HIT");
    gateway.purgeTags("s");
    gateway.origin().on("/sized", ok("1234567890"));
    assertThat(second("/sized")).isEqualTo("HIT");
  }

  @Test
  void aStatusThatIsNamedGetsTheLifetimeOfErrors() {
    gateway.origin().on("/named", status(503));
    assertThat(second("/named")).isEqualTo("HIT");
  }

  @Test
  void aRuleThatGuessesUsesTheConfiguredShare() {
    var now = ZonedDateTime.now(ZoneOffset.UTC);
    gateway
        .origin()
        .on(
            "/guess",
            ok("x")
                .field("Date", RFC_1123_DATE_TIME.format(now))
                .field("Last-Modified", RFC_1123_DATE_TIME.format(now.minusSeconds(4000))));

    gateway.get("/guess");
    assertThat(gateway.get("/guess").cacheStatus()).matches("sluice; hit; ttl=(19[5-9].|2000)");
  }
}
