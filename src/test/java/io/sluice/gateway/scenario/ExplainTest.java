package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawResponse;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code GET /cache/explain} says is what then happens. */
class ExplainTest {
  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "rules",
          """
          - name: never
            match: {path: /never/**}
            cache: never
          - name: fields
            match: {path: /fields/**}
            key: {headers: [x-tenant], query: {deny: [utm], sort: true}}
            request: {set: {x-kind: one}}
          - name: search
            match: {path: /search, methods: [POST]}
            ttl: 1m
          """);

  @AfterEach
  void switchOn() {
    gateway.admin("PUT", "/cache/mode", "{\"mode\":\"on\"}");
  }

  @Test
  void nothingIsStored() {
    gateway.origin().on("/cold", fresh("cold"));
    var told = agreed("miss", "/cold");
    assertThat(told.getString("reason")).isEqualTo("uri-miss");
    assertThat(told.getString("why")).contains("nothing is stored");
  }

  @Test
  void whatIsStoredIsDescribed() {
    gateway.origin().on("/known", fresh("known").field("Cache-Tag", "a, b").field("ETag", "\"1\""));
    get("/known");
    var told = agreed("hit", "/known");
    assertThat(told.getValue("reason")).isNull();
    assertThat(told.getJsonObject("key").getString("text")).isEqualTo("GET http://shop.test/known");
    var entry = told.getJsonArray("tiers").getJsonObject(0).getJsonObject("entry");
    assertThat(entry.getInteger("status")).isEqualTo(200);
    assertThat(entry.getInteger("bytes")).isEqualTo(5);
    assertThat(entry.getString("validity")).isEqualTo("valid");
    assertThat(entry.getString("lifetimeFrom")).isEqualTo("max-age");
    assertThat(entry.getJsonArray("tags")).containsExactly("a", "b");
    assertThat(entry.getBoolean("validator")).isTrue();
    assertThat(gateway.origin().count("/known")).isEqualTo(1);
  }

  @Test
  void anotherVariantIsStored() {
    gateway.origin().on("/vary", fresh("x").field("Vary", "X-Kind"));
    get("/vary", "X-Kind", "a");
    assertThat(agreed("miss", "/vary", "X-Kind", "b").getString("reason")).isEqualTo("vary-miss");
    agreed("hit", "/vary", "X-Kind", "a");
  }

  @Test
  void theRequestWantsTheOrigin() {
    gateway.origin().on("/wish", fresh("wish").field("ETag", "\"1\""));
    get("/wish");
    var told = agreed("revalidate", "/wish", "Cache-Control", "no-cache");
    assertThat(told.getString("reason")).isEqualTo("request");
    assertThat(agreed("miss", "/wish", "If-Match", "\"1\"").getString("reason"))
        .isEqualTo("request");
  }

  @Test
  void onlyWhatIsCachedIsWanted() {
    var told = explain("/absent", "Cache-Control", "only-if-cached");
    assertThat(told.getString("outcome")).isEqualTo("unsatisfiable");
    assertThat(get("/absent", "Cache-Control", "only-if-cached").status()).isEqualTo(504);
  }

  @Test
  void theResponseWantsEachUseConfirmed() {
    gateway
        .origin()
        .on("/confirm", ok("c").field("Cache-Control", "no-cache").field("ETag", "\"1\""));
    get("/confirm");
    var told = agreed("revalidate", "/confirm");
    assertThat(told.getString("why")).contains("no-cache");
  }

  @Test
  void itIsPastItsLifetime() {
    gateway
        .origin()
        .on(
            "/old",
            ok("old")
                .field("Cache-Control", "max-age=10")
                .field("Age", "15")
                .field("ETag", "\"1\""))
        .on(
            "/grace",
            ok("old")
                .field("Cache-Control", "max-age=10, stale-while-revalidate=600")
                .field("Age", "15"));
    get("/old");
    get("/grace");
    assertThat(explain("/old", "Cache-Control", "max-stale=60").getString("outcome"))
        .isEqualTo("stale");
    assertThat(agreed("revalidate", "/old").getString("why")).contains("past its lifetime");
    assertThat(agreed("stale", "/grace").getString("why")).contains("600 s");
  }

  @Test
  void itWasInvalidated() {
    gateway
        .origin()
        .on("/soft", fresh("s").field("Cache-Tag", "soft"))
        .on("/hard", fresh("h").field("Cache-Tag", "hard"));
    get("/soft");
    get("/hard");
    gateway.purgeTags("hard");
    gateway.admin("POST", "/cache/invalidations", "{\"tags\":[\"soft\"],\"mode\":\"soft\"}");
    assertThat(entry(explain("/hard")).getString("validity")).isEqualTo("invalidated");
    assertThat(agreed("miss", "/hard").getString("why")).contains("invalidated");
    assertThat(entry(explain("/soft")).getString("validity")).isEqualTo("softly invalidated");
    assertThat(agreed("stale", "/soft").getString("why")).contains("softly invalidated");
  }

  @Test
  void theRuleSaysNo() {
    gateway.origin().on("/never/x", fresh("never"));
    var told = agreed("bypass", "/never/x");
    assertThat(told.getString("rule")).isEqualTo("never");
    assertThat(told.getString("why")).contains("rule");
    assertThat(told.getValue("key")).isNull();
  }

  @Test
  void theRuleMakesTheKeyAndTheRequest() {
    gateway.origin().on("/fields/x", fresh("x").field("Vary", "X-Kind"));
    get("/fields/x?utm=1&a=2", "X-Tenant", "t1");
    var told = agreed("hit", "/fields/x?a=2&utm=9", "X-Tenant", "t1");
    assertThat(told.getString("rule")).isEqualTo("fields");
    assertThat(told.getJsonObject("key").getString("text"))
        .isEqualTo("GET http://shop.test/fields/x?a=2 h:x-tenant=t1");
    agreed("miss", "/fields/x?a=2", "X-Tenant", "t2");
  }

  @Test
  void theMethodIsNotCached() {
    var told = told(ask("POST", "/cold"));
    assertThat(told.getString("outcome")).isEqualTo("bypass");
    assertThat(told.getString("reason")).isEqualTo("method");
    assertThat(told(ask("POST", "/search")).getString("outcome")).isEqualTo("unknown");
  }

  @Test
  void theCacheIsSwitchedOff() {
    gateway.origin().on("/off", fresh("off"));
    get("/off");
    gateway.admin("PUT", "/cache/mode", "{\"mode\":\"bypass\"}");
    assertThat(agreed("bypass", "/off").getString("why")).contains("switched off");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?url=",
        "?url=shop.test/a",
        "?url=http://shop.test/a&url=http://shop.test/b",
        "?url=http://shop.test/a&method=G%20ET",
        "?url=http://shop.test/a&header=novalue",
        "?url=http://shop.test/a&header=a:b%0d%0ac:d",
        "?url=http://shop.test/a&headers=a:b",
        "?url=http://shop.test/a%23b",
        "?url=file:///etc/passwd"
      })
  void whatIsAskedBadlyIsRefusedWithAReason(String query) {
    var answer = gateway.admin("GET", "/cache/explain" + query, "");
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(new JsonObject(answer.text()).getString("detail")).contains("expected");
  }

  @Test
  void whatIsWrongIsToldOfWhatIsWrong() {
    var answer = gateway.admin("GET", "/cache/explain?url=http://shop.test/a&header=novalue", "");
    assertThat(new JsonObject(answer.text()).getString("detail"))
        .isEqualTo("header: \"novalue\" (expected: Name: value)");
  }

  private static RawResponse get(String path, String... fields) {
    var all = new String[fields.length + 2];
    all[0] = "Host";
    all[1] = "shop.test";
    System.arraycopy(fields, 0, all, 2, fields.length);
    return gateway.get(path, all);
  }

  private static RawResponse ask(String method, String path, String... fields) {
    var target =
        new StringBuilder("/cache/explain?method=" + method + "&url=")
            .append(encoded("http://shop.test" + path));
    for (int i = 0; i < fields.length; i += 2) {
      target.append("&header=").append(encoded(fields[i] + ": " + fields[i + 1]));
    }
    return gateway.admin("GET", target.toString(), "");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static JsonObject told(RawResponse answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return new JsonObject(answer.text());
  }

  private static JsonObject explain(String path, String... fields) {
    return told(ask("GET", path, fields));
  }

  private static JsonObject entry(JsonObject told) {
    return told.getJsonArray("tiers").getJsonObject(0).getJsonObject("entry");
  }

  /** Explains, then asks: the answer must be what was told. */
  private static JsonObject agreed(String outcome, String path, String... fields) {
    var told = explain(path, fields);
    assertThat(told.getString("outcome")).as(told.encode()).isEqualTo(outcome);
    var answer = get(path, fields);
    var status = String.valueOf(answer.cacheStatus());
    var expected =
        switch (outcome) {
          case "hit" -> "HIT";
          case "stale" -> "STALE";
          case "bypass" -> "BYPASS";
          default -> null;
        };
    if (expected != null) {
      assertThat(answer.xCache()).as(status).isEqualTo(expected);
    }
    var reason = told.getString("reason");
    if (reason == null) {
      assertThat(status).contains("hit").doesNotContain("fwd=");
    } else {
      assertThat(status).contains("fwd=" + reason);
    }
    return told;
  }
}
