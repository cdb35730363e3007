package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules change in the fields of requests and responses. */
class RuleFieldsTest {
  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "rules",
          """
          - name: images
            match: {path: /r/**, content-type: [image/*]}
            response: {set: {X-Kind: image}}
          - name: response
            match: {path: "/r/{id}"}
            response:
              set:
                Cache-Control: public, max-age=5
                X-Frame-Options: DENY
                X-Id: "r-{id}"
                X-Page: "{query.page}"
                X-From: "by {header.Server}"
                X-None: "{header.x-absent}"
              remove: [Server, X-Powered-By]
          - name: request
            match: {path: "/q/{id}"}
            request:
              set: {X-Tenant: acme, X-Id: "{id}", X-Page: "{query.page}", User-Agent: sluice}
              remove: [Cookie, X-Debug, Accept-Language]
          - {name: key, match: {path: /key}, key: {headers: [x-user]}, request: {set: {X-User: all}}}
          - {name: never, match: {path: /never}, cache: never, response: {set: {X-A: b}}}
          """);

  private static void assertSent(RawResponse response) {
    assertThat(response.fields("cache-control")).containsExactly("public, max-age=5");
    assertThat(response.fields("x-frame-options")).containsExactly("DENY");
    assertThat(response.field("x-id")).isEqualTo("r-1");
    assertThat(response.field("x-page")).isEqualTo("a b");
    assertThat(response.field("x-from")).isEqualTo("by nginx (x)");
    assertThat(response.field("x-none")).isNull();
    assertThat(response.field("server")).isNull();
    assertThat(response.field("x-powered-by")).isNull();
    assertThat(response.field("etag")).isEqualTo("\"1\"");
  }

  @Test
  void aResponseIsSentWithTheChangesWhereverItComesFrom() {
    gateway
        .origin()
        .on(
            "/r/1",
            request ->
                (request.field("If-None-Match") == null ? ok("body") : status(304))
                    .field("Cache-Control", "max-age=600")
                    .field("Server", "nginx (x)")
                    .field("X-Powered-By", "PHP")
                    .field("X-Frame-Options", "ALLOW")
                    .field("X-Frame-Options", "ALSO")
                    .field("X-None", "y")
                    .field("ETag", "\"1\""));

    assertSent(gateway.get("/r/1?page=a+b"));
    var hit = gateway.get("/r/1?page=a+b");
    assertThat(hit.cacheStatus()).as("judged by what the origin said").contains("hit; ttl=5");
    assertThat(hit.cacheStatus()).matches(".*ttl=(5\\d\\d|600)");
    assertSent(hit);
    assertSent(gateway.exchange("HEAD", "/r/1?page=a+b"));
    assertSent(gateway.get("/r/1?page=a+b", "Range", "bytes=0-1"));
    var unchanged = gateway.get("/r/1?page=a+b", "If-None-Match", "\"1\"");
    assertThat(unchanged.status()).isEqualTo(304);
    assertThat(unchanged.field("cache-control")).isEqualTo("public, max-age=5");
    var asked = gateway.get("/r/1?page=a+b", "Cache-Control", "no-cache");
    assertThat(asked.xCache()).isEqualTo("REVALIDATED");
    assertSent(asked);
    assertThat(gateway.get("/r/1?page=a+b").cacheStatus())
        .as("the merged fields are the origin's, too")
        .matches(".*ttl=(5\\d\\d|600)");
    assertSent(gateway.get("/r/1?page=a+b", "Cache-Control", "no-store"));
  }

  @Test
  void theRuleOfTheResponseDecides() {
    gateway.origin().on("/r/2", fresh("x").field("Content-Type", "image/png"));

    assertThat(gateway.get("/r/2").field("x-kind")).isEqualTo("image");
    var hit = gateway.get("/r/2");
    assertThat(hit.field("x-kind")).isEqualTo("image");
    assertThat(hit.field("x-frame-options")).isNull();
  }

  @Test
  void whatIsNeverStoredIsChangedToo() {
    gateway.origin().on("/never", ok("x").field("X-A", "a"));
    assertThat(gateway.get("/never").fields("x-a")).containsExactly("b");
    assertThat(gateway.exchange("DELETE", "/never").fields("x-a")).containsExactly("b");
  }

  @Test
  void whatTheGatewaySaysItselfIsNot() {
    gateway.origin().on("/r/9", status(200).breakOff());
    var failure = gateway.get("/r/9");
    assertThat(failure.status()).isEqualTo(502);
    assertThat(failure.field("x-frame-options")).isNull();
    assertThat(failure.field("cache-control")).isEqualTo("no-store");
  }

  @Test
  void theOriginGetsTheFieldsOfTheRuleAndNotTheClients() {
    gateway.origin().on("/q/7", ok("x"));

    gateway.get(
        "/q/7?page=2",
        "X-Tenant",
        "evil",
        "X_Tenant",
        "evil",
        "x-debug",
        "1",
        "X_Debug",
        "1",
        "Cookie",
        "a=b",
        "X-Other",
        "kept");

    var received = gateway.origin().last("/q/7");
    assertThat(received.fields("X-Tenant")).containsExactly("acme");
    assertThat(received.fields("User-Agent")).containsExactly("sluice");
    assertThat(received.field("X-Id")).isEqualTo("7");
    assertThat(received.field("X-Page")).isEqualTo("2");
    assertThat(received.field("X-Other")).isEqualTo("kept");
    assertThat(received.head()).doesNotContain("evil", "ebug", "Cookie");
  }

  @Test
  void aFieldWithoutAValueIsNotLeftToTheClient() {
    gateway.origin().on("/q/8", ok("x"));
    gateway.get("/q/8", "X-Page", "forged");
    assertThat(gateway.origin().last("/q/8").field("X-Page")).isNull();
  }

  /** Without the cookie, HTTP permits to store by a lifetime that is guessed or configured. */
  @Test
  void whatTheOriginDoesNotGetDoesNotKeepTheResponseFromBeingStored() {
    var other =
        GatewayUnderTest.with("cache.ttl", "1h", "rules", "[{request: {remove: [Cookie]}}]");
    try (other) {
      other.start().origin().on("/c", ok("x"));
      other.get("/c", "Cookie", "a=1");
      assertThat(other.get("/c", "Cookie", "a=2").xCache()).isEqualTo("HIT");
    }
  }

  /** Vary speaks of the request that the origin has seen. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "X-Tenant, set to one value: one variant for all",
    "Accept-Language, removed: one variant for all",
    "User-Agent, set to one value: one variant for all"
  })
  void aFieldThatTheRuleDecidesSelectsNoVariants(String field, String why) {
    gateway
        .origin()
        .on("/q/vary", request -> fresh("for " + request.field(field)).field("Vary", field));
    var expected = gateway.get("/q/vary", field, "one").text();

    var other = gateway.get("/q/vary", field, "two");
    assertThat(other.text()).as(why).isEqualTo(expected);
    assertThat(other.xCache()).as(why).isEqualTo("HIT");
    assertThat(gateway.get("/q/vary").xCache()).as(why).isEqualTo("HIT");
    gateway.exchange("DELETE", "/q/vary");
  }

  @Test
  void whatTheRuleLeavesAloneStillSelects() {
    gateway
        .origin()
        .on("/q/own", request -> fresh("for " + request.field("X-Other")).field("Vary", "X-Other"));

    assertThat(gateway.get("/q/own", "X-Other", "one").text()).isEqualTo("for one");
    assertThat(gateway.get("/q/own", "X-Other", "two").text()).isEqualTo("for two");
    assertThat(gateway.get("/q/own", "X-Other", "one").xCache()).isEqualTo("HIT");
  }

  /** The key is the client's: which rule governs may depend on it. */
  @Test
  void theKeyIsMadeOfWhatTheClientSent() {
    gateway.origin().on("/key", request -> fresh("for " + request.field("X-User")));

    assertThat(gateway.get("/key", "X-User", "ann").text()).isEqualTo("for all");
    assertThat(gateway.get("/key", "X-User", "bob").xCache()).isEqualTo("MISS");
    assertThat(gateway.get("/key", "X-User", "ann").xCache()).isEqualTo("HIT");
  }
}
