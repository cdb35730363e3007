package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StoringTest {
  @RegisterExtension static final GatewayUnderTest gateway = GatewayUnderTest.with();

  private static RawResponse second(String path, OriginAnswer answer, String... fields) {
    gateway.origin().on(path, answer);
    gateway.get(path, fields);
    return gateway.get(path, fields);
  }

  @Test
  void authorizationKeepsAResponseOutUnlessItSaysOtherwise() {
    assertThat(second("/auth", fresh("x"), "Authorization", "Basic x").xCache()).isEqualTo("MISS");
    for (var directives : new String[] {"public, max-age=60", "s-maxage=60"}) {
      var path = "/auth-" + directives.charAt(0);
      var answer = ok("x").field("Cache-Control", directives);
      assertThat(second(path, answer, "Authorization", "Basic x").xCache()).isEqualTo("HIT");
      assertThat(gateway.get(path).xCache()).isEqualTo("HIT");
    }
  }

  @Test
  void privateIsNotStored() {
    assertThat(second("/private", ok("x").field("Cache-Control", "private")).xCache())
        .isEqualTo("MISS");
  }

  @Test
  void setCookieIsNotStored() {
    var response = second("/cookie", fresh("x").field("Set-Cookie", "a=1"));
    assertThat(response.xCache()).isEqualTo("MISS");
    assertThat(response.field("set-cookie")).isEqualTo("a=1");
  }

  @Test
  void setCookieIsStrippedWhereTheConfigurationSaysSo() {
    var other = GatewayUnderTest.with("cache.cookies", "strip");
    try (other) {
      other.start();
      other.origin().on("/cookie", fresh("x").field("Set-Cookie", "a=1"));
      other.get("/cookie");
      var hit = other.get("/cookie");
      assertThat(hit.xCache()).isEqualTo("HIT");
      assertThat(hit.field("set-cookie")).isNull();
    }
  }

  @Test
  void aRequestsCookieNeedsExplicitFreshness() {
    var heuristic = ok("x").field("Last-Modified", "Mon, 02 Jan 2023 03:04:05 GMT");
    assertThat(second("/h1", heuristic).xCache()).isEqualTo("HIT");
    assertThat(second("/h2", heuristic, "Cookie", "a=1").xCache()).isEqualTo("MISS");
    assertThat(second("/h3", fresh("x"), "Cookie", "a=1").xCache()).isEqualTo("HIT");
  }

  @Test
  void aTargetedFieldWinsOverCacheControl() {
    var answer =
        ok("x").field("Cache-Control", "no-store").field("CDN-Cache-Control", "max-age=60");
    assertThat(second("/cdn", answer).xCache()).isEqualTo("HIT");
  }

  @Test
  void aRuleSetsLifetimeAndTags() {
    var other =
        GatewayUnderTest.with(
            "rules",
            "[{match: {path: '/p/{id}'}, ttl: 1h, tags: ['product:{id}']},"
                + " {match: {path: '/never'}, cache: never}]");
    try (other) {
      other.start();
      other.origin().on("/p/7", ok("seven"));
      other.origin().on("/p/8", ok("eight"));
      other.origin().on("/never", fresh("x"));
      other.get("/p/7");
      other.get("/p/8");
      other.get("/never");
      assertThat(other.get("/p/7").cacheStatus()).matches("sluice; hit; ttl=3(600|59\\d)");
      other.purgeTags("product:7");
      assertThat(other.get("/p/7").xCache()).isEqualTo("MISS");
      assertThat(other.get("/p/8").xCache()).isEqualTo("HIT");
      assertThat(other.get("/never").cacheStatus()).isEqualTo("sluice; fwd=bypass");
    }
  }
}
