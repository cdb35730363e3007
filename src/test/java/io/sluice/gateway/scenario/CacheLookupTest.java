package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /cache/lookup} says what a GET would find, and fetches nothing. */
class CacheLookupTest {
  private static final String HOST = "shop.test";

  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "http.hosts",
          "shop.test,127.0.0.1",
          "rules",
          """
          - {name: tenant, match: {path: /tenant}, request: {set: {X-Tenant: acme}}}
          - {name: tags, match: {path: /key}, key: {query: {deny: [utm_*]}}}
          - {name: never, match: {path: /never}, cache: never}
          """);

  private static RawResponse lookUp(String json) {
    return gateway.admin("POST", "/cache/lookup", json);
  }

  private static JsonObject found(String path) {
    var url = "https://" + HOST + path;
    var answer = lookUp(new JsonObject().put("urls", new JsonArray().add(url)).encode());
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    var result = new JsonObject(answer.text()).getJsonArray("results").getJsonObject(0);
    assertThat(result.getString("url")).isEqualTo(url);
    return result;
  }

  private static String xCache(String path) {
    return String.valueOf(gateway.get(path, "Host", HOST).xCache());
  }

  @Test
  void whatIsStoredIsFoundAndNothingIsFetched() {
    gateway.origin().on("/a", fresh("x"));
    assertThat(found("/a").encode()).startsWith("{\"cached\":false,\"url\"");
    assertThat(gateway.origin().count("/a")).isZero();

    gateway.get("/a", "Host", HOST);
    assertThat(found("/a").getBoolean("cached")).isTrue();
    assertThat(found("/a").getString("tier")).isEqualTo("l1");
    assertThat(found("/a").getLong("ttl")).isPositive();
    gateway.purgeTags("none");
    assertThat(found("/a").getBoolean("cached")).isTrue();
    gateway.admin("POST", "/cache/invalidations", "{\"urls\":[\"shop.test/a\"]}");
    assertThat(found("/a").getBoolean("cached")).isFalse();
  }

  @Test
  void whatMustBeRevalidatedIsThereAndNotCached() {
    gateway.origin().on("/r", ok("x").field("Cache-Control", "no-cache").field("ETag", "\"1\""));
    gateway.get("/r", "Host", HOST);
    assertThat(found("/r").getBoolean("cached")).isFalse();
    assertThat(found("/r").getString("tier")).isEqualTo("l1");
  }

  @Test
  void theRulesOfAClientsRequestApply() {
    gateway.origin().otherwise(fresh("x"));
    gateway.origin().on("/tenant", fresh("x").field("Vary", "X-Tenant"));
    for (var path : new String[] {"/tenant", "/key?utm_id=1"}) {
      gateway.get(path, "Host", HOST);
      assertThat(xCache(path)).as(path).isEqualTo("HIT");
      assertThat(found(path).getBoolean("cached")).as(path).isTrue();
    }
    gateway.get("/never", "Host", HOST);
    assertThat(found("/never").getBoolean("cached")).isFalse();
  }

  @Test
  void whileTheCacheIsPassedByNothingIsAnsweredFromIt() {
    gateway.origin().on("/b", fresh("x"));
    gateway.get("/b", "Host", HOST);
    gateway.admin("PUT", "/cache/mode", "{\"mode\":\"bypass\"}");
    try {
      assertThat(found("/b").getBoolean("cached")).isFalse();
    } finally {
      gateway.admin("PUT", "/cache/mode", "{\"mode\":\"on\"}");
    }
    assertThat(found("/b").getBoolean("cached")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                   | 1 to 1000 URLs",
        "{\"urls\":[]}                        | 1 to 1000 URLs",
        "{\"urls\":\"http://shop.test/\"}     | 1 to 1000 URLs",
        "{\"urls\":[1]}                       | urls[0]: no string",
        "{\"urls\":[\"/a\"]}                  | http:// or https://",
        "{\"urls\":[\"http://evil.test/\"]}   | a host that http.hosts has",
        "{\"urls\":[\"http://shop.test/#a\"]} | without #",
        "{\"urls\":[],\"urls\":[]}            | a key twice",
      })
  void whatIsNoQuestionIsRefused(String json, String detail) {
    var answer = lookUp(json);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(new JsonObject(answer.text()).getString("detail")).contains(detail);
  }

  @Test
  void theNumberOfUrlsIsBounded() {
    var urls = new JsonArray();
    for (int i = 0; i <= 1000; i++) {
      urls.add("http://shop.test/" + i);
    }
    assertThat(lookUp(new JsonObject().put("urls", urls).encode()).status()).isEqualTo(400);
    urls.remove(1000);
    assertThat(lookUp(new JsonObject().put("urls", urls).encode()).status()).isEqualTo(200);
  }
}
