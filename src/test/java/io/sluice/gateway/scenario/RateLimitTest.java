package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who asks more often than a rule allows. */
class RateLimitTest {
  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "http.trusted-proxies",
          "127.0.0.1",
          "rules",
          """
          - {name: hour, match: {path: "/hour/*"}, rate-limit: {requests: 3, period: 1h}}
          - {name: often, match: {path: /often}, rate-limit: {requests: 20, period: 1h}}
          - {name: quick, match: {path: /quick}, rate-limit: {requests: 1, period: 1s}}
          - {name: steep, match: {path: /steep},
             rate-limit: {requests: 60, period: 1m, burst: 2}}
          - {name: key, match: {path: /key},
             rate-limit: {requests: 1, period: 1h, key: header, header: X-Api-Key}}
          - {name: all, match: {path: /all}, rate-limit: {requests: 2, period: 1h, key: rule}}
          """);

  private static RawResponse from(String client, String target, String... more) {
    var fields = new String[more.length + 2];
    fields[0] = "X-Forwarded-For";
    fields[1] = client;
    System.arraycopy(more, 0, fields, 2, more.length);
    return gateway.get(target, fields);
  }

  @Test
  void whatIsLeftIsToldWithEveryAnswerAndHitsCount() {
    gateway.origin().on("/hour/told", fresh("x"));
    var first = from("198.51.100.1", "/hour/told");
    Until.met(() -> "HIT".equals(from("198.51.100.2", "/hour/told").xCache()));
    var hit = from("198.51.100.1", "/hour/told");
    var notModified = from("198.51.100.1", "/hour/told", "If-None-Match", "*");

    assertThat(first.field("ratelimit-policy")).isEqualTo("\"hour\";q=3;w=3600");
    assertThat(first.field("ratelimit")).isEqualTo("\"hour\";r=2;t=1200");
    assertThat(hit.xCache()).isEqualTo("HIT");
    assertThat(hit.field("ratelimit")).matches("\"hour\";r=1;t=1(200|1\\d\\d)");
    assertThat(notModified.status()).isEqualTo(304);
    assertThat(notModified.field("ratelimit")).matches("\"hour\";r=0;t=1(200|1\\d\\d)");
    assertThat(from("198.51.100.1", "/hour/told").status()).isEqualTo(429);
  }

  /** Hits of one second share a head, but not this. */
  @Test
  void eachOfManyHitsTellsIt() {
    gateway.origin().on("/often", fresh("x"));
    for (int left = 19; left >= 0; left--) {
      var answer = from("198.51.100.1", "/often");
      assertThat(answer.fields("ratelimit-policy")).containsExactly("\"often\";q=20;w=3600");
      assertThat(answer.fields("ratelimit")).hasSize(1);
      assertThat(answer.field("ratelimit")).startsWith("\"often\";r=" + left + ";");
      assertThat(answer.text()).isEqualTo("x");
    }
  }

  @Test
  void aRefusalIsAProblemThatSaysWhenToComeBack() {
    gateway.origin().on("/hour/refused", ok("x"));
    for (int i = 0; i < 3; i++) {
      assertThat(from("198.51.100.3", "/hour/refused").status()).isEqualTo(200);
    }
    long before = gateway.origin().count("/hour/refused");
    var refused = from("198.51.100.3", "/hour/refused");

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.field("content-type")).isEqualTo("application/problem+json");
    String seconds = String.valueOf(refused.field("retry-after"));
    assertThat(Integer.parseInt(seconds)).isBetween(1150, 1200);
    assertThat(refused.fields("ratelimit")).containsExactly("\"hour\";r=0;t=" + seconds);
    assertThat(refused.fields("ratelimit-policy")).containsExactly("\"hour\";q=3;w=3600");
    assertThat(refused.cacheStatus()).isEqualTo("sluice; detail=rate-limited");
    assertThat(refused.field("cache-control")).isEqualTo("no-store");
    assertThat(refused.field("connection")).isNull();
    assertThat(new JsonObject(refused.text()))
        .isEqualTo(
            new JsonObject()
                .put("type", "about:blank")
                .put("title", "Too many requests")
                .put("status", 429)
                .put("detail", "more requests than 3 in 3600 s"));
    assertThat(gateway.origin().count("/hour/refused")).isEqualTo(before);
    assertThat(gateway.admin("GET", "/metrics", "").text())
        .containsPattern("sluice_rate_limited_total [1-9]");
  }

  @Test
  void otherClientsAreServedMeanwhile() {
    gateway.origin().on("/hour/others", ok("x"));
    for (int i = 0; i < 4; i++) {
      from("2001:db8:1:1::" + i, "/hour/others");
    }
    assertThat(from("2001:db8:1:1::99", "/hour/others").status()).isEqualTo(429);
    assertThat(from("2001:db8:1:2::1", "/hour/others").status()).isEqualTo(200);
    assertThat(from("198.51.100.4, 10.0.0.1", "/hour/others").status()).isEqualTo(200);
  }

  @Test
  void afterTheTimeThatWasToldItIsServedAgain() {
    gateway.origin().on("/quick", ok("x"));
    assertThat(from("198.51.100.5", "/quick").status()).isEqualTo(200);
    var refused = from("198.51.100.5", "/quick");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.field("retry-after")).isEqualTo("1");
    Until.met(() -> from("198.51.100.5", "/quick").status() == 200);
  }

  @Test
  void aBurstOfItsOwnIsTold() {
    gateway.origin().on("/steep", ok("x"));
    var first = from("198.51.100.6", "/steep");
    assertThat(first.field("ratelimit-policy")).isEqualTo("\"steep\";q=60;w=60;sluice-burst=2");
    assertThat(first.field("ratelimit")).isEqualTo("\"steep\";r=1;t=1");
  }

  @Test
  void aFieldTellsClientsApart() {
    gateway.origin().on("/key", ok("x"));
    String longKey = "k".repeat(5000);
    assertThat(from("198.51.100.7", "/key", "X-Api-Key", "a").status()).isEqualTo(200);
    assertThat(from("198.51.100.7", "/key", "X-Api-Key", "b").status()).isEqualTo(200);
    assertThat(from("198.51.100.7", "/key", "X-Api-Key", longKey).status()).isEqualTo(200);
    assertThat(from("198.51.100.8", "/key", "X-Api-Key", "a").status()).isEqualTo(429);
    assertThat(from("198.51.100.8", "/key", "X-Api-Key", longKey).status()).isEqualTo(429);
    assertThat(from("198.51.100.7", "/key").status()).isEqualTo(200);
    assertThat(from("198.51.100.7", "/key").status()).isEqualTo(429);
    assertThat(from("198.51.100.8", "/key").status()).isEqualTo(200);
  }

  @Test
  void aRuleMayHaveOneLimitForAll() {
    gateway.origin().on("/all", ok("x"));
    assertThat(from("198.51.100.9", "/all").status()).isEqualTo(200);
    assertThat(from("198.51.100.10", "/all").status()).isEqualTo(200);
    assertThat(from("198.51.100.11", "/all").status()).isEqualTo(429);
  }

  @Test
  void aFailureTellsWhatIsLeft() {
    var failed = from("198.51.100.12", "/hour/failed", "Cache-Control", "only-if-cached");
    assertThat(failed.status()).isEqualTo(504);
    assertThat(failed.field("ratelimit")).isEqualTo("\"hour\";r=2;t=1200");
  }

  @Test
  void aRefusedUploadIsNotReadToItsEnd() {
    gateway.origin().on("/hour/upload", ok("x"));
    for (int i = 0; i < 3; i++) {
      from("198.51.100.13", "/hour/upload");
    }
    try (var client = gateway.connect()) {
      client.request(
          "POST", "/hour/upload", "X-Forwarded-For", "198.51.100.13", "Content-Length", "1000000");
      var refused = client.response();
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.field("connection")).isEqualTo("close");
      client.awaitClosed();
    }
  }

  @Test
  void withoutALimitNothingIsSaid() {
    gateway.origin().on("/free", ok("x"));
    assertThat(from("198.51.100.14", "/free").head().toLowerCase(java.util.Locale.ROOT))
        .doesNotContain("ratelimit");
  }
}
