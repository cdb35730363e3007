package io.sluice.gateway.fault;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cache deception: a victim is sent to a URL that looks static to the cache and is the victim's
 * account to the origin. The origin here takes everything for the account, as frameworks do that
 * decode, cut off or resolve a path more eagerly than the gateway.
 */
class DeceptionTest {
  private static final String SECRET = "balance of ";

  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "rules",
          """
          [{"match": {"path": "/static/**"}, "ttl": "1h"},
           {"match": {"path": "/**/*.css"}, "ttl": "1h"},
           {"match": {"path": "/*.css"}, "ttl": "1h"},
           {"match": {"path": "/forced/**"}, "ttl": "1h", "override": true}]
          """);

  @BeforeEach
  void everythingIsTheAccount() {
    gateway.origin().otherwise(ok(SECRET));
  }

  private static final String[] NO_CREDENTIALS = {};

  /** What the attacker gets after the victim's visit must come from the origin. */
  private static void expectNothingKept(String target, String... credentials) {
    assertThat(gateway.get(target, credentials).text()).startsWith(SECRET);
    var attack = gateway.get(target, NO_CREDENTIALS);
    assertThat(attack.xCache()).as(attack.cacheStatus()).isNotIn("HIT", "STALE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/account/x.css",
        "/account%2fx.css",
        "/account%5cx.css",
        "/account;x.css",
        "/account%3bx.css",
        "/account%00.css",
        "/account%0a.css",
        "/account%20.css",
        "/account%23x.css",
        "/account%3fx.css",
        "/account%26x.css",
        "/account?x.css",
        "/account/.css",
        "/account//x.css",
        "/static/%252e%252e/account",
        "/robots.txt;/account",
      })
  void aVictimsPageIsNotKeptByARule(String target) {
    expectNothingKept(target + "-cookie.css", "Cookie", "session=victim");
    expectNothingKept(target, "Cookie", "session=victim");
    expectNothingKept(target + "?2", "Authorization", "Bearer victim");
    expectNothingKept(target + "?3", "Authorization", "Bearer victim", "Cookie", "a=1");
  }

  /**
   * Dot segments are resolved before rules and keys see the path: no rule can be talked into it.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"/static/../account", "/static/%2e%2e/account", "/static/x/.%2E/../account"})
  void aPathThatLeavesARulesDirectoryIsNotTheRules(String target) {
    gateway.origin().on("/account", ok(SECRET));

    gateway.get(target);
    assertThat(gateway.get(target).xCache()).isEqualTo("MISS");
    assertThat(gateway.origin().last("/account").target()).isEqualTo("/account");
  }

  /**
   * A rule with override speaks for answers to requests with Cookie, too: nobody may be sent into
   * its directory with what the origin takes for a page outside.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/forced/..%2faccount",
        "/forced/%2e%2e%2faccount",
        "/forced/..%5caccount",
        "/forced/..;/account",
        "/forced%2f..%2faccount",
      })
  void aHiddenDotSegmentIsRefused(String target) {
    var refused = gateway.get(target, "Cookie", "session=victim");
    assertThat(refused.status()).isEqualTo(400);
  }

  /** What an origin may take for the same page is another key, or one that both call the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {"/page%2fx.css", "/page;x.css", "/page%00.css", "/page%0d%0ab", "/page%3fx"})
  void whatOriginsMayReadDifferentlyHasAKeyOfItsOwn(String target) {
    gateway.origin().on("/page", fresh("private page"));

    gateway.get("/page");
    assertThat(gateway.get(target).text()).isNotEqualTo("private page");
  }

  @Test
  void whatTheOriginCallsPrivateIsKeptUnderNoName() {
    gateway.origin().otherwise(ok(SECRET).field("Cache-Control", "private"));

    gateway.get("/static/a.css");
    assertThat(gateway.get("/static/a.css").xCache()).isEqualTo("MISS");
  }

  @Test
  void anAnswerThatSetsACookieIsKeptUnderNoName() {
    gateway.origin().otherwise(ok(SECRET).field("Set-Cookie", "session=victim"));

    for (var target : new String[] {"/static/b.css", "/forced/b.css"}) {
      gateway.get(target);
      var second = gateway.get(target);
      assertThat(second.xCache()).isNotEqualTo("HIT");
    }
  }
}
