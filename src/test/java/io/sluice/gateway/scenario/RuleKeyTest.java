package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a rule makes a part of the key, and what it takes out of it. */
class RuleKeyTest {
  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "rules",
          """
          - {name: user, match: {path: /user, headers: {X-User-Id: '*'}, methods: [GET]}}
          - {name: lang, match: {path: /lang}, key: {cookies: [lang]}, override: true, ttl: 1h}
          - {name: deny, match: {path: /deny}, key: {query: {deny: [utm_*], sort: true}}}
          - {name: allow, match: {path: /allow}, key: {query: {allow: [q]}}}
          - name: german
            match: {path: /tongue, headers: {Accept-Language: 'de*'}}
            request: {set: {X-Tongue: german}}
          - name: another
            match: {path: /tongue}
            key: {headers: [Accept-Language]}
            request: {set: {X-Tongue: another}}
          - name: spaced
            match: {path: /spaced, headers: {X-Plan: 'a, b'}}
            tags: [spaced]
          - {name: plan, match: {path: /spaced, headers: {X-Plan: '*'}}}
          - {name: kept, match: {path: /kept}, key: {headers: [X-List, Accept-Encoding]}}
          """);

  @Test
  void aFieldThatSelectsTheRuleKeepsUsersApart() {
    gateway.origin().on("/user", request -> fresh("for " + request.field("X-User-Id")));

    assertThat(gateway.get("/user", "X-User-Id", "ann").text()).isEqualTo("for ann");
    assertThat(gateway.get("/user", "X-User-Id", "bob").text()).isEqualTo("for bob");
    assertThat(gateway.get("/user").text()).isEqualTo("for null");
    var again = gateway.get("/user", "X-User-Id", "ann");
    assertThat(again.text()).isEqualTo("for ann");
    assertThat(again.xCache()).isEqualTo("HIT");
  }

  /** Sorted and in lower case, as other fields are keyed, both would have one key. */
  @Test
  void requestsOfOneKeyFallUnderOneRule() {
    gateway.origin().on("/tongue", request -> fresh("in " + request.field("X-Tongue")));

    assertThat(gateway.get("/tongue", "Accept-Language", "en, de").text()).isEqualTo("in another");
    assertThat(gateway.get("/tongue", "Accept-Language", "de, en").text()).isEqualTo("in german");
    assertThat(gateway.get("/tongue", "Accept-Language", "DE, en").text()).isEqualTo("in another");
    assertThat(gateway.get("/tongue", "Accept-Language", "de, en").xCache()).isEqualTo("HIT");
  }

  @Test
  void whatIsStoredUnderARulesKeyHasItsTags() {
    gateway.origin().on("/spaced", fresh("x"));

    gateway.get("/spaced", "X-Plan", "a,b");
    gateway.get("/spaced", "X-Plan", "a, b");
    gateway.purgeTags("spaced");
    assertThat(gateway.get("/spaced", "X-Plan", "a, b").xCache()).isEqualTo("MISS");
  }

  @Test
  void ofAFieldThatSelectsNoRuleWhiteSpaceAndCaseDoNotCount() {
    gateway.origin().on("/kept", fresh("x"));

    gateway.get("/kept", "X-List", "a, b", "Accept-Encoding", "br, gzip");
    assertThat(gateway.get("/kept", "X-List", "a,b", "Accept-Encoding", "GZIP,br").xCache())
        .isEqualTo("HIT");
  }

  @Test
  void aHeadFallsUnderTheRuleOfGet() {
    gateway
        .origin()
        .on("/user", request -> fresh("x").field("X-For", "" + request.field("X-User-Id")));

    gateway.get("/user", "X-User-Id", "carl");
    var head = gateway.exchange("HEAD", "/user", "X-User-Id", "carl");
    assertThat(head.xCache()).isEqualTo("HIT");
    assertThat(head.field("x-for")).isEqualTo("carl");
  }

  @Test
  void whatIsFetchedForOneRequestAloneIsStoredUnderTheSameKey() {
    gateway.origin().on("/user", request -> fresh("for " + request.field("X-User-Id")));

    gateway.get("/user", "X-User-Id", "dora", "Range", "bytes=0-1");
    var whole = gateway.get("/user", "X-User-Id", "dora");
    assertThat(whole.text()).isEqualTo("for dora");
    assertThat(whole.xCache()).isEqualTo("HIT");
    assertThat(gateway.get("/user", "X-User-Id", "emil").text()).isEqualTo("for emil");
  }

  @Test
  void aCookieThatIsNamedKeepsItsValuesApartAndOthersDoNot() {
    gateway.origin().on("/lang", request -> fresh("for " + request.field("Cookie")));

    assertThat(gateway.get("/lang", "Cookie", "a=1; lang=de").text()).isEqualTo("for a=1; lang=de");
    assertThat(gateway.get("/lang", "Cookie", "lang=de; a=2").xCache()).isEqualTo("HIT");
    assertThat(gateway.get("/lang", "Cookie", "lang=en").xCache()).isEqualTo("MISS");
    assertThat(gateway.get("/lang").xCache()).isEqualTo("MISS");
  }

  @Test
  void whoeverSendsACookieTwiceDoesNotWriteIntoTheEntryOfOthers() {
    gateway.origin().on("/lang", request -> fresh("for " + request.field("Cookie")));

    gateway.get("/lang", "Cookie", "lang=fr; lang=it");
    assertThat(gateway.get("/lang", "Cookie", "lang=fr").text()).isEqualTo("for lang=fr");
    assertThat(gateway.get("/lang", "Cookie", "lang=it").text()).isEqualTo("for lang=it");
  }

  @Test
  void deniedParametersAndTheirOrderReachNeitherTheKeyNorTheOrigin() {
    gateway.origin().on("/deny", fresh("x"));

    gateway.get("/deny?utm_source=mail&b=2&a=1");
    assertThat(gateway.origin().last("/deny").target()).isEqualTo("/deny?a=1&b=2");
    assertThat(gateway.get("/deny?a=1&b=2&utm_id=7").xCache()).isEqualTo("HIT");
    assertThat(gateway.get("/deny?a=1&b=3").xCache()).isEqualTo("MISS");
  }

  @Test
  void onlyAllowedParametersCount() {
    gateway.origin().on("/allow", fresh("x"));

    gateway.get("/allow?q=1&cb=99");
    assertThat(gateway.origin().last("/allow").target()).isEqualTo("/allow?q=1");
    assertThat(gateway.get("/allow?cb=100&q=1").xCache()).isEqualTo("HIT");
  }

  @Test
  void aRequestThatIsFetchedForItselfAsksForWhatIsKeyed() {
    gateway.origin().on("/deny", fresh("x"));

    gateway.get("/deny?utm_source=mail&c=1", "Cache-Control", "no-store");
    assertThat(gateway.origin().last("/deny").target()).isEqualTo("/deny?c=1");
  }
}
