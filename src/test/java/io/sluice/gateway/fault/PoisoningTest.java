package io.sluice.gateway.fault;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.status;
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
        "X-Forwarded-Path",
        "X-Forwarded-SSL",
        "X-Host",
        "X-HTTP-Host-Override",
        "X-Original-Host",
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-HTTP-Method-Override",
        "X-HTTP-Method",
        "X-Method-Override",
        "X-Middleware-Subrequest",
        "Front-End-Https",
        "Forwarded",
        "X_Forwarded_Host",
        "X-Forwarded_Host",
        "X_Original_URL",
        "X_HTTP_Method_Override",
        "Accept_Language",
        "If_None_Match",
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

  @Test
  void parametersAreNotCloaked() {
    gateway.origin().on("/p", request -> fresh(request.target()));

    for (var query :
        new String[] {
          "a=1&b=2",
          "a=1;b=2",
          "a=1&a=2",
          "a=1&utm_x=1;a=2",
          "a=1%26b=2",
          "a[]=1",
          "utm_content=x%26a=2",
          "=",
          "a",
          "?a"
        }) {
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
    gateway.origin().on("/err", status(400).body("bad"), fresh("good"));

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

  /** A GET with content, which an origin may read and the key does not name. */
  @Test
  void aFatGetIsNeitherStoredNorAnsweredFromTheStore() {
    gateway.origin().on("/fat", request -> fresh("for " + request.field("Content-Length")));

    try (var client = gateway.connect()) {
      var fat = client.requestWithBody("GET", "/fat", "evil", "Host", "fat").response();
      assertThat(fat.text()).isEqualTo("for 4");
      assertThat(client.get("/fat", "Host", "fat").text()).isEqualTo("for null");
      assertThat(client.requestWithBody("GET", "/fat", "evil", "Host", "fat").response().xCache())
          .isEqualTo("BYPASS");
    }
  }

  /** Whoever names the host names the key: there is no page for all that shows one's Host. */
  @ParameterizedTest
  @ValueSource(strings = {"shop.example:8443", "shop.example.", "evil.example", "xshop.example"})
  void anotherHostHasAnotherKey(String host) {
    gateway.origin().on("/host", request -> fresh("for " + request.field("Host")));

    assertThat(gateway.get("/host", "Host", host).text()).isEqualTo("for " + host);
    assertThat(gateway.get("/host", "Host", "shop.example").text()).isEqualTo("for shop.example");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHOP.example", "shop.example:80", "shop.example:", "shop.example:0080"})
  void oneHostWrittenInAnotherWayReachesTheOriginInOne(String host) {
    gateway.origin().on("/case", request -> fresh("for " + request.field("Host")));

    assertThat(gateway.get("/case", "Host", host).text()).isEqualTo("for shop.example");
  }

  @Test
  void theAbsoluteFormsNameIsKeyedAndNotHosts() {
    gateway.origin().on("/abs", request -> fresh("for " + request.field("Host")));
    try (var client = gateway.connect()) {
      client.send("GET http://real.example/abs HTTP/1.1\r\nHost: other.example\r\n\r\n");
      assertThat(client.response().text()).isEqualTo("for real.example");
      assertThat(client.get("/abs", "Host", "real.example").xCache()).isEqualTo("HIT");
      assertThat(client.get("/abs", "Host", "other.example").xCache()).isEqualTo("MISS");
    }
  }

  /**
   * Denial by a stored error (HHO, HMC, HMO): what an origin refuses for a field of the request
   * that is no part of the key. Without a lifetime of the origin's own it is not kept.
   */
  @ParameterizedTest
  @ValueSource(ints = {400, 403, 405, 413, 414, 416, 431, 500, 501, 502, 503})
  void anErrorWithoutALifetimeIsForNobodyElse(int status) {
    gateway
        .origin()
        .on(
            "/cpdos-" + status,
            request -> request.field("X-Meta") == null ? fresh("good") : status(status));
    String target = "/cpdos-" + status;

    assertThat(gateway.get(target, "X-Meta", "x".repeat(7000)).status()).isEqualTo(status);
    assertThat(gateway.get(target).text()).isEqualTo("good");
  }

  /** What this gateway refuses itself is answered before anything is keyed. */
  @ParameterizedTest
  @ValueSource(strings = {"X-Meta: a\u0007b", "X-Meta: a\rb", "Host: b", "Content-Length: x"})
  void aRefusalIsForNobodyElse(String field) {
    gateway.origin().on("/refusal", fresh("good"));
    try (var client = gateway.connect()) {
      client.send("GET /refusal HTTP/1.1\r\nHost: a\r\n" + field + "\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(400);
    }
    assertThat(gateway.get("/refusal", "Host", "a").text()).isEqualTo("good");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-1", "bytes=-1", "bytes=99-", "bytes=0-1,2-3", "octets=x"})
  void aPartIsNotStoredForTheWhole(String range) {
    String target = "/part?" + range.replaceAll("\\W", "");
    gateway
        .origin()
        .on(
            "/part",
            request ->
                request.field("Range") == null
                    ? fresh("whole")
                    : status(206).field("Cache-Control", "max-age=60").body("wh"));

    gateway.get(target, "Range", range);
    assertThat(gateway.get(target).text()).isEqualTo("whole");
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity;q=0", "*;q=0", "gzip;q=nan, br", "x\u00e9", "gzip,,,,;;", ""})
  void anOddAcceptEncodingSelectsNoFormForOthers(String accepted) {
    gateway
        .origin()
        .on(
            "/coded",
            request ->
                fresh("for " + request.field("Accept-Encoding")).field("Vary", "Accept-Encoding"));

    gateway.get("/coded", "Accept-Encoding", accepted);
    assertThat(gateway.get("/coded", "Accept-Encoding", "gzip").text()).isEqualTo("for gzip");
    assertThat(gateway.get("/coded").text()).isEqualTo("for null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "OPTIONS", "TRACE", "get", "POST"})
  void anotherMethodsAnswerIsNotGets(String method) {
    String target = "/method-" + method;
    gateway.origin().on(target, request -> fresh("to " + request.method()));

    gateway.exchange(method, target);
    assertThat(gateway.get(target).text()).isEqualTo("to GET");
  }
}
