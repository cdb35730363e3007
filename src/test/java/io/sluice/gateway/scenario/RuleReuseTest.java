package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a rule says about reuse: lifetimes, stale windows, negatives, cookies, clients' wishes. */
class RuleReuseTest {
  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "fetch.breaker.max-failures",
          "1000",
          "rules",
          """
          - {name: ttl, match: {path: /ttl}, ttl: 10m}
          - {name: override, match: {path: /override/**}, ttl: 10m, override: true}
          - {name: swr, match: {path: /swr}, stale-while-revalidate: 60s}
          - {name: sie, match: {path: /sie}, stale-if-error: 60s}
          - {name: named, match: {path: /negative/**, status: [403]}, negative: {ttl: 1m}}
          - {name: negative, match: {path: /negative/**}, ttl: 1h, negative: {ttl: 5m}}
          - {name: forever, match: {path: /forever/**}, immutable: true}
          - {name: deaf, match: {path: /deaf}, honour-request-directives: false}
          - {name: never, match: {path: /cookies/never}, cookies: never}
          - {name: explicit, match: {path: /cookies/explicit}, cookies: explicit}
          - {name: strip, match: {path: /cookies/strip}, cookies: strip}
          - {name: store, match: {path: /cookies/store}, cookies: store}
          """);

  private static OriginAnswer stale(String body) {
    return ok(body).field("Cache-Control", "max-age=10").field("Age", "20").field("ETag", "\"v\"");
  }

  private static RawResponse second(String path) {
    gateway.get(path);
    return gateway.get(path);
  }

  private static long ttl(RawResponse response) {
    return Long.parseLong(String.valueOf(response.cacheStatus()).replaceFirst(".*ttl=", ""));
  }

  @Test
  void aLifetimeStandsInForOneThatTheOriginDoesNotName() {
    gateway.origin().on("/ttl", ok("x"));
    assertThat(ttl(second("/ttl"))).isBetween(590L, 600L);
    gateway.exchange("DELETE", "/ttl");
    gateway.origin().on("/ttl", fresh("x"));
    assertThat(ttl(second("/ttl"))).isBetween(50L, 60L);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "max-age=1, HIT",
    "no-cache, HIT",
    "'s-maxage=1, must-revalidate', HIT",
    "no-store, MISS",
    "private, MISS",
    "'private, max-age=60', MISS"
  })
  void oneThatOverridesReplacesLifetimesAndNeverPrivacy(String directives, String word) {
    var path = "/override/" + directives.length() + word;
    gateway.origin().on(path, ok("x").field("Cache-Control", directives));
    var second = second(path);
    assertThat(second.xCache()).isEqualTo(word);
    if (word.equals("HIT")) {
      assertThat(ttl(second)).isBetween(590L, 600L);
    }
  }

  @Test
  void aStaleWindowForRevalidationIsNoneForErrors() {
    gateway.origin().on("/swr", stale("old"), status(503).body("down"), fresh("new"));
    assertThat(second("/swr").xCache()).isEqualTo("STALE");
    Until.met(() -> "new".equals(gateway.get("/swr").text()));
  }

  @Test
  void aStaleWindowForErrorsIsNoneForRevalidation() {
    gateway.origin().on("/sie", stale("old"), status(503).body("down"), fresh("new"));
    var stood = second("/sie");
    assertThat(stood.text()).isEqualTo("old");
    assertThat(stood.cacheStatus()).contains("fwd=stale", "fwd-status=503", "detail=origin-error");
    assertThat(gateway.get("/sie").text()).isEqualTo("new");
  }

  @ParameterizedTest
  @CsvSource({"404, 300", "410, 300", "451, 300", "403, 60", "200, 3600", "301, 3600"})
  void negativesHaveALifetimeOfTheirOwn(int code, long seconds) {
    gateway.origin().on("/negative/" + code, status(code).body("x"));
    var hit = second("/negative/" + code);
    assertThat(hit.status()).isEqualTo(code);
    assertThat(hit.xCache()).isEqualTo("HIT");
    assertThat(ttl(hit)).isBetween(seconds - 10, seconds);
  }

  /** Lest a passing error be kept. */
  @Test
  void errorsThatTheRuleDoesNotNameAreNoNegatives() {
    gateway.origin().on("/negative/500", status(500), status(401), ok("x"));
    assertThat(gateway.get("/negative/500").status()).isEqualTo(500);
    assertThat(gateway.get("/negative/500").status()).isEqualTo(401);
    assertThat(gateway.get("/negative/500").status()).isEqualTo(200);
  }

  @Test
  void whatIsImmutableStaysAndItsNegativesAreNotKept() {
    gateway.origin().on("/forever/1", fresh("x")).on("/forever/2", status(404).body("none"));
    assertThat(ttl(second("/forever/1"))).isGreaterThan(1_000_000_000L);
    assertThat(gateway.get("/forever/2").cacheStatus()).contains("detail=rule-negative");
    assertThat(gateway.get("/forever/2").xCache()).isEqualTo("MISS");
  }

  @Test
  void whereClientsAreNotHeardTheyCannotBypassTheCache() {
    gateway.origin().on("/deaf", fresh("x")).on("/heard", fresh("x"));
    gateway.get("/deaf");
    gateway.get("/heard");
    for (var wish : new String[] {"no-cache", "max-age=0", "no-store"}) {
      assertThat(gateway.get("/deaf", "Cache-Control", wish).xCache()).as(wish).isEqualTo("HIT");
      assertThat(gateway.get("/heard", "Cache-Control", wish).xCache()).as(wish).isEqualTo("MISS");
    }
  }

  @ParameterizedTest(name = "{0}: {2}, with the field: {3}")
  @CsvSource({
    "never,    max-age=60, MISS, true",
    "explicit, max-age=60, HIT,  true",
    "explicit, '',         MISS, true",
    "strip,    max-age=60, HIT,  false",
    "store,    max-age=60, HIT,  true"
  })
  void cookiesAreTreatedAsTheRuleSays(
      String policy, String directives, String word, boolean withCookie) {
    var path = "/cookies/" + policy;
    gateway.exchange("DELETE", path);
    var answer = ok("x").field("Set-Cookie", "a=b").field("ETag", "\"1\"");
    gateway
        .origin()
        .on(path, directives.isEmpty() ? answer : answer.field("Cache-Control", directives));

    var second = second(path);
    assertThat(second.xCache()).isEqualTo(word);
    assertThat(second.field("set-cookie") != null).isEqualTo(withCookie);
  }
}
