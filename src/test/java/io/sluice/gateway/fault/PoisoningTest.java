package io.sluice.gateway.fault;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not part of the key must not reach an origin that would answer by it. */
class PoisoningTest {
  @RegisterExtension static final GatewayUnderTest gateway = GatewayUnderTest.with();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Host",
        "X-Forwarded-Server",
        "X-Forwarded-Scheme",
        "X-Forwarded-Port",
        "X-Forwarded-Prefix",
        "X-Host",
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-HTTP-Method-Override",
        "X-HTTP-Method",
        "X-Method-Override",
        "Forwarded",
      })
  void unkeyedInputDoesNotReachTheOrigin(String field) {
    gateway.origin().on("/page", request -> fresh(request.head()));

    var response = gateway.get("/page?" + field, field, "evil.example");
    assertThat(response.text()).doesNotContain("evil.example");
  }

  @Test
  void aFieldNamedInConnectionCannotHideWhatTheOriginRelies() {
    gateway.origin().on("/conn", request -> fresh(request.head()));

    var response =
        gateway.get("/conn", "Connection", "close, Host, X-Forwarded-For, Cookie", "Cookie", "a=1");
    assertThat(response.text())
        .containsIgnoringCase("host:")
        .containsIgnoringCase("x-forwarded-for:")
        .containsIgnoringCase("cookie: a=1");
  }

  /** Cache deception: a private page under the name of a style sheet. */
  @Test
  void aNameThatLooksStaticMakesNothingStorable() {
    gateway
        .origin()
        .on("/account/x.css", ok("secret").field("Cache-Control", "private"))
        .on("/account/y.css", ok("secret").field("Content-Type", "text/html"));

    for (var path : new String[] {"/account/x.css", "/account/y.css"}) {
      gateway.get(path, "Cookie", "session=1");
      assertThat(gateway.get(path).xCache()).as(path).isEqualTo("MISS");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/account%2f..%2fx.css", "/account;x.css", "/account%00.css", "/a%0d%0ab"})
  void whatOriginsMayReadDifferentlyHasAKeyOfItsOwnOrIsRefused(String target) {
    gateway.origin().on("/account", fresh("private page"));
    gateway.origin().on(target, fresh("other"));

    gateway.get("/account");
    assertThat(gateway.get(target).text()).isNotEqualTo("private page");
  }

  @Test
  void parametersAreNotCloaked() {
    gateway.origin().on("/p", request -> fresh(request.target()));

    for (var query :
        new String[] {"a=1&b=2", "a=1;b=2", "a=1&a=2", "a=1&utm_x=1;a=2", "a=1%26b=2", "a[]=1"}) {
      assertThat(gateway.get("/p?" + query).text()).isEqualTo("/p?" + query);
    }
  }

  @Test
  void aClientsRangeOrConditionDoesNotShapeASharedFetch() {
    gateway.origin().on("/shared", fresh("whole").field("ETag", "\"v\""));

    gateway.get("/shared", "If-None-Match", "\"v\"", "If-Modified-Since", "x");
    assertThat(gateway.origin().last("/shared").head().toLowerCase(java.util.Locale.ROOT))
        .doesNotContain("if-");
    assertThat(gateway.get("/shared").text()).isEqualTo("whole");
  }

  @Test
  void anErrorProvokedByOneClientIsNotStoredForAll() {
    gateway
        .origin()
        .on("/err", io.sluice.gateway.testing.OriginAnswer.status(400).body("bad"), fresh("good"));

    assertThat(gateway.get("/err").status()).isEqualTo(400);
    assertThat(gateway.get("/err").text()).isEqualTo("good");
  }

  /** The origin does not see what Connection names, while Vary tells answers apart by it. */
  @Test
  void whatIsHiddenFromTheOriginSelectsNoVariant() {
    gateway
        .origin()
        .on(
            "/lang",
            request ->
                fresh("in " + request.field("Accept-Language")).field("Vary", "Accept-Language"));
    String[] hiding = {
      "Connection", "keep-alive", "Connection", "x, Accept-Language", "Accept-Language", "de"
    };

    assertThat(gateway.get("/lang", hiding).text()).isEqualTo("in null");
    assertThat(gateway.get("/lang", "Accept-Language", "de").text()).isEqualTo("in de");
    assertThat(gateway.get("/lang", hiding).xCache()).isEqualTo("HIT");
  }
}
