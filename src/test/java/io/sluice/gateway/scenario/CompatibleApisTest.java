package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawResponse;
import io.vertx.core.json.JsonObject;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of Fastly's and Cloudflare's APIs send, to the admin port. */
class CompatibleApisTest {
  private static final String[] SHOP = {"Host", "shop.test"};
  private static final String[] PAGES = {"/blog/1", "/blog", "/blogger", "/shop"};

  @RegisterExtension
  static final GatewayUnderTest gateway = GatewayUnderTest.with("admin.token", "t0ken");

  private static RawResponse send(String head, String body) {
    var lines = head.replace(";", "\r\n") + "\r\n";
    var length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
    try (var client = RawHttp.connect(gateway.adminPort())) {
      return client.send(lines + "Host: api.test\r\n" + length + "\r\n" + body).response();
    }
  }

  /** Every page is in memory, tagged with its path; the last one is of another host, too. */
  private static void fill() {
    for (String page : PAGES) {
      gateway.origin().on(page, fresh("x").field("Surrogate-Key", page));
      gateway.get(page, SHOP);
      gateway.get(page, SHOP);
    }
    gateway.get("/shop", "Host", "other.test");
  }

  private static String changed() {
    var pages = new StringBuilder();
    for (String page : PAGES) {
      var word = gateway.get(page, SHOP).xCache();
      pages.append("HIT".equals(word) ? "" : page + "=" + word + " ");
    }
    var elsewhere = gateway.get("/shop", "Host", "other.test").xCache();
    return pages.append("HIT".equals(elsewhere) ? "" : "elsewhere").toString().trim();
  }

  private static final String MANY = "/blog/1=MISS /blog=MISS /blogger=MISS /shop=MISS";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          POST /service/SU1Z0isxPaozGVKXdv0eY/purge HTTP/1.1;Fastly-Key: t0ken;Accept: application/json;Surrogate-Key: /shop /x                  || /shop=MISS elsewhere
          POST /service/SU1Z/purge HTTP/1.1;Fastly-Key: t0ken;Accept: application/json;Fastly-Soft-Purge: 1  | {"surrogate_keys":["/blog","/x"]} | /blog=STALE
          POST /service/SU1Z/purge//blog HTTP/1.1;Fastly-Key: t0ken                                          || /blog=MISS
          POST /service/SU1Z/purge/%2Fblog%2F1 HTTP/1.1;Fastly-Key: t0ken;Fastly-Soft-Purge: 1               || /blog/1=STALE
          POST /service/SU1Z/purge_all HTTP/1.1;Fastly-Key: t0ken;Accept: application/json                   || ALL
          POST /purge/shop.test/blog/1 HTTP/1.1;Fastly-Key: t0ken                                            || /blog/1=MISS
          POST /purge/shop.test%2Fblog%2F1 HTTP/1.1;Fastly-Key: t0ken                                        || /blog/1=MISS
          POST /client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/purge_cache HTTP/1.1;Authorization: Bearer t0ken | {"tags":["/shop"]} | /shop=MISS elsewhere
          POST /zones/023e/purge_cache HTTP/1.1;X-Auth-Email: a@b.test;X-Auth-Key: t0ken                     | {"files":["https://shop.test/blog/1"]} | /blog/1=MISS
          POST /client/v4/zones/023e/purge_cache HTTP/1.1;Authorization: Bearer t0ken | {"files":[{"url":"http://shop.test/blog?x=1","headers":{"CF-IPCountry":"US"}}]} | /blog=MISS
          POST /client/v4/zones/023e/purge_cache HTTP/1.1;Authorization: Bearer t0ken | {"prefixes":["shop.test/blog"]}  | /blog/1=MISS /blog=MISS
          POST /client/v4/zones/023e/purge_cache HTTP/1.1;Authorization: Bearer t0ken | {"prefixes":["shop.test/blog/"]} | /blog/1=MISS
          POST /client/v4/zones/023e/purge_cache HTTP/1.1;Authorization: Bearer t0ken | {"hosts":["other.test"]}         | elsewhere
          POST /client/v4/zones/023e/purge_cache HTTP/1.1;Authorization: Bearer t0ken | {"purge_everything":true}        | ALL
          """)
  void takesWhatIsNamed(String head, String body, String expected) {
    fill();
    var answer = send(head, body == null ? "" : body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.field("x-sluice-receipt")).isNotEmpty();
    assertThat(changed()).isEqualTo(expected.equals("ALL") ? MANY + " elsewhere" : expected);
  }

  @Test
  void fastlysAnswers() {
    var batch = send("POST /service/x/purge HTTP/1.1;Fastly-Key: t0ken;Surrogate-Key: a b", "");
    var id = batch.field("x-sluice-receipt");
    assertThat(new JsonObject(batch.text())).isEqualTo(new JsonObject().put("a", id).put("b", id));
    var one = send("POST /service/x/purge/a HTTP/1.1;Fastly-Key: t0ken", "");
    assertThat(new JsonObject(one.text()).getString("status")).isEqualTo("ok");
    assertThat(new JsonObject(one.text()).getString("id")).isEqualTo(one.field("x-sluice-receipt"));
    var all = send("POST /service/x/purge_all HTTP/1.1;Fastly-Key: t0ken", "");
    assertThat(all.text()).isEqualTo("{\"status\":\"ok\"}");
  }

  @Test
  void cloudflaresAnswers() {
    var answer =
        send(
            "POST /client/v4/zones/z/purge_cache HTTP/1.1;Authorization: Bearer t0ken",
            "{\"tags\":[\"a\"]}");
    var json = new JsonObject(answer.text());
    assertThat(json.getBoolean("success")).isTrue();
    assertThat(json.getJsonArray("errors")).isEmpty();
    assertThat(json.getJsonObject("result").getString("id"))
        .isEqualTo(answer.field("x-sluice-receipt"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          /service/x/purge | | no keys
          /service/x/purge | {} | surrogate_keys alone
          /service/x/purge | {"surrogate_keys":[]} | no keys
          /service/x/purge | {"surrogate_keys":["a"],"x":1} | surrogate_keys alone
          /service/x/purge | {"surrogate_keys":["a",1]} | surrogate_keys[1]
          /service/x/purge | {"surrogate_keys":["a","b,c"]} | no comma
          /service/x/purge | {"surrogate_keys":["a"],"surrogate_keys":["b"]} | key twice
          /service/x/purge/a%2Cb | | no comma
          /purge/shop.test:99999 | | host
          /client/v4/zones/z/purge_cache | | empty
          /client/v4/zones/z/purge_cache | {} | nothing to purge
          /client/v4/zones/z/purge_cache | {"purge_everything":false} | expected: true
          /client/v4/zones/z/purge_cache | {"purge_everything":true,"tags":["a"]} | alone
          /client/v4/zones/z/purge_cache | {"tags":"a"} | tags: not a list
          /client/v4/zones/z/purge_cache | {"tags":["a"],"regex":["b"]} | key: "regex"
          /client/v4/zones/z/purge_cache | {"files":["/a"]} | files[0]: url
          /client/v4/zones/z/purge_cache | {"files":[{"headers":{}}]} | files[0]: no string
          /client/v4/zones/z/purge_cache | {"hosts":["a/b"]} | hosts[0]: host
          /client/v4/zones/z/purge_cache | {"prefixes":["shop.test/a?b"]} | prefixes[0]: prefix
          """)
  void whatIsNotUnderstoodDoesNothing(String target, String body, String reason) {
    fill();
    var head = "POST " + target + " HTTP/1.1;Authorization: Bearer t0ken";
    var answer = send(head, body == null ? "" : body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    var json = new JsonObject(answer.text());
    var detail =
        target.contains("purge_cache")
            ? json.getJsonArray("errors").getJsonObject(0).getString("message")
            : json.getString("detail");
    assertThat(detail).contains(reason);
    assertThat(changed()).isEmpty();
  }

  @Test
  void tooManyAreRefused() {
    var tags = IntStream.range(0, 10_001).mapToObj(i -> "\"t\"").collect(Collectors.joining(","));
    var bearer = " HTTP/1.1;Authorization: Bearer t0ken";
    assertThat(send("POST /zones/z/purge_cache" + bearer, "{\"tags\":[" + tags + "]}").status())
        .isEqualTo(413);
    assertThat(
            send("POST /service/x/purge" + bearer, "{\"surrogate_keys\":[" + tags + "]}").status())
        .isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/service/x/purge/a", "/service/x/purge_all", "/purge/a", "/zones/z/purge_cache"})
  void needATokenOfTheirOwnField(String target) {
    assertThat(send("POST " + target + " HTTP/1.1", "").status()).isEqualTo(401);
    assertThat(send("POST " + target + " HTTP/1.1;Fastly-Key: x;X-Auth-Key: x", "").status())
        .isEqualTo(401);
    assertThat(send("POST /cache/invalidations HTTP/1.1;Fastly-Key: t0ken", "").status())
        .isEqualTo(401);
  }
}
