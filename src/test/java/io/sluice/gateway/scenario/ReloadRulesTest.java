package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.ReloadResult.Outcome;
import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of stored responses and of counts when rules change under way. */
class ReloadRulesTest {
  @RegisterExtension final GatewayUnderTest gateway = GatewayUnderTest.with("rules", "[]");

  private RawResponse storedAs(String target, String... fields) {
    Until.met(() -> "HIT".equals(gateway.get(target, fields).xCache()));
    return gateway.get(target, fields);
  }

  private static OriginAnswer html(String body) {
    return fresh(body).field("Content-Type", "text/html");
  }

  @Test
  void aNewRuleHoldsForTheNextRequestAndWhatIsStoredStays() {
    gateway.origin().on("/a", fresh("a")).on("/b", ok("b"));
    storedAs("/a");
    assertThat(gateway.get("/b").cacheStatus()).doesNotContain("stored");

    var result = gateway.reconfigure("rules", "[{name: b, match: {path: /b}, ttl: 1h}]");

    assertThat(result.changed()).containsExactly("rules.b");
    assertThat(gateway.get("/a").xCache()).isEqualTo("HIT");
    assertThat(storedAs("/b").text()).isEqualTo("b");
  }

  @Test
  void whatIsNeverToBeCachedNowIsNotServedThoughItIsStored() {
    gateway.origin().on("/now", fresh("old"), fresh("new"));
    storedAs("/now");

    gateway.reconfigure("rules", "[{name: now, match: {path: /now}, cache: never}]");

    var answer = gateway.get("/now");
    assertThat(answer.xCache()).isEqualTo("BYPASS");
    assertThat(answer.text()).isEqualTo("new");
  }

  @Test
  void aStoredResponseOfAKindThatIsNeverToBeCachedNowIsNotServed() {
    gateway.origin().on("/page", html("old"), html("new"), html("newer"));
    gateway.origin().on("/data", fresh("old").field("Content-Type", "application/json"));
    storedAs("/page");
    storedAs("/data");

    gateway.reconfigure(
        "rules",
        """
        - {name: pages, match: {path: /*, content-type: [text/html]}, cache: never}
        - {name: rest, match: {path: /*}, ttl: 1h}
        """);

    assertThat(gateway.get("/page").text()).isEqualTo("new");
    assertThat(gateway.get("/page").text()).isEqualTo("newer");
    assertThat(gateway.get("/data").xCache()).isEqualTo("HIT");
  }

  @Test
  void aResponseThatAnEarlierRuleOfTheSameRequestsKeepsIsNotServedWhereALaterOneForbids() {
    gateway.origin().on("/page", html("old"), html("new"));
    storedAs("/page");

    gateway.reconfigure(
        "rules",
        """
        - {name: missing, match: {path: /page, status: [404]}, ttl: 5s}
        - {name: all, match: {path: /page}, cache: never}
        """);

    assertThat(gateway.get("/page").text()).isEqualTo("new");
  }

  @Test
  void whatWasStoredForAllIsNotGivenToAnyoneOnceTheKeyTellsThemApart() {
    gateway.origin().on("/me", request -> fresh("for " + request.field("x-user")));
    assertThat(storedAs("/me", "X-User", "ann").text()).isEqualTo("for ann");

    gateway.reconfigure("rules", "[{name: me, match: {path: /me}, key: {headers: [X-User]}}]");

    assertThat(gateway.get("/me", "X-User", "bob").text()).isEqualTo("for bob");
    assertThat(gateway.get("/me").text()).isEqualTo("for null");
    assertThat(storedAs("/me", "X-User", "ann").text()).isEqualTo("for ann");
  }

  @Test
  void aFetchUnderWayIsNotSharedWithARequestOfTheNextConfiguration() {
    var gate = new Gate();
    var held = fresh("").waitAt(gate).body("old");
    gateway.origin().on("/page", request -> request.field("x-late") == null ? held : fresh("new"));
    try (var early = gateway.connect()) {
      early.request("GET", "/page");
      gate.awaitReached();
      gateway.reconfigure("rules", "[{name: page, match: {path: /page}, ttl: 1h}]");
      assertThat(gateway.get("/page", "X-Late", "1").text()).isEqualTo("new");
      gate.open();
      assertThat(early.response().text()).isEqualTo("old");
    }
  }

  @Test
  void aRateLimitGoesOnCountingWhileOthersChange() {
    gateway.origin().otherwise(ok("x"));
    var limited = "{name: limited, match: {path: /limited}, rate-limit: {requests: 2, period: 1h}}";
    gateway.reconfigure("rules", "[" + limited + "]");
    assertThat(gateway.get("/limited").field("ratelimit")).contains("r=1;");

    gateway.reconfigure("rules", "[{name: other, match: {path: /o}, ttl: 1s}, " + limited + "]");
    assertThat(gateway.get("/limited").field("ratelimit")).contains("r=0;");
    assertThat(gateway.get("/limited").status()).isEqualTo(429);

    gateway.reconfigure("rules", "[" + limited.replace("2", "3") + "]");
    assertThat(gateway.get("/limited").field("ratelimit")).contains("r=2;");
  }

  @Test
  void theOrderOfRulesIsAChange() {
    var one = "{name: one, match: {path: /x}, ttl: 1h}";
    var other = "{name: other, match: {path: /x}, ttl: 2h}";
    gateway.reconfigure("rules", "[" + one + "," + other + "]");
    assertThat(gateway.reconfigure("rules", "[" + other + "," + one + "]").changed())
        .containsExactly("rules");
  }

  @Test
  void aFaultyRuleLeavesAllAsItWas() {
    gateway.origin().on("/a", ok("a"));
    gateway.reconfigure("rules", "[{name: a, match: {path: /a}, ttl: 1h}]");

    var result = gateway.reload("rules", "[{name: a, match: {path: /a}, ttl: 1x}]");

    assertThat(result.outcome()).isEqualTo(Outcome.FAULTY);
    assertThat(result.faults()).singleElement().asString().contains("rules[0].ttl", "1x");
    assertThat(storedAs("/a").text()).isEqualTo("a");
  }
}
