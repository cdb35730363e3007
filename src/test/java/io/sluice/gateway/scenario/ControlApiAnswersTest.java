package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.ControlApi;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every call of the control API succeeds at least once, with an answer as its document has it. */
class ControlApiAnswersTest {
  private static RealRedis redis;
  private static GatewayUnderTest gateway;
  private static final TreeSet<String> SUCCEEDED = new TreeSet<>();

  @BeforeAll
  static void start() {
    redis = RealRedis.started();
    gateway =
        GatewayUnderTest.with(
                "events.mappings",
                "[{name: product, match: {type: product}, tags: [\"product:{data./id}\"]}]")
            .redis(redis)
            .start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    redis.close();
  }

  /** The answer to a call, whose path in the document may be given with its parameters. */
  private static RawResponse ask(int status, String call, String target, String... more) {
    var words = call.split(" ", 2);
    var body = more.length == 0 ? "" : more[0];
    var answer =
        more.length > 1
            ? gateway.admin(words[0], target, body, more[1], more[2])
            : gateway.admin(words[0], target, body);
    assertThat(answer.status()).as(call + ": " + answer).isEqualTo(status);
    if (status < 300) {
      SUCCEEDED.add(call);
    }
    return answer;
  }

  private static RawResponse ask(int status, String call) {
    return ask(status, call, call.split(" ", 2)[1]);
  }

  private static JsonObject json(RawResponse answer) {
    return new JsonObject(answer.text());
  }

  @Test
  void everyCallAnswersAsItsDocumentPromises() {
    gateway.origin().on("/a", fresh("a").field("Cache-Tag", "a"));
    gateway.get("/a");
    var url = "http://127.0.0.1:" + gateway.port() + "/a";
    var found = "GET /cache/tags/{tag}";
    Until.met(() -> ask(200, found, "/cache/tags/a").text().contains("\"count\":1"));
    assertThat(ask(200, "GET /cache/entries", "/cache/entries?limit=1000").text()).contains(url);
    ask(200, "GET /cache/entries", "/cache/entries?tag=a&url=" + url + "&prefix=127.0.0.1:1/");
    ask(200, "POST /cache/lookup", "/cache/lookup", "{\"urls\":[\"" + url + "\"]}");
    ask(200, "GET /cache/explain", "/cache/explain?url=" + url + "&header=a:b&header=c:d");
    invalidations();
    warmUps(url);
    events();
    otherApis();
    for (var path :
        new String[] {
          "/cache/stats",
          "/cache/mode",
          "/cache/redis/health",
          "/cache/redis/ping",
          "/cache/redis/info",
          "/cluster",
          "/config",
          "/health/live",
          "/health/ready",
          "/metrics",
          "/openapi.json"
        }) {
      ask(200, "GET " + path);
    }
    ask(200, "PUT /cache/mode", "/cache/mode", "{\"mode\":\"on\"}");
    ask(200, "POST /config/reload");
    ask(200, "GET /config");
    ask(200, "DELETE /cache/redis");
    page();
    dashboard();

    var documented = new TreeSet<String>();
    ControlApi.operations().forEach(operation -> documented.add(operation.toString()));
    // Streams without an end: CacheEventsTest, LiveTest.
    documented.remove("GET /cache/events/stream");
    documented.remove("GET /cache/live");
    assertThat(SUCCEEDED).isEqualTo(documented);
  }

  private static void dashboard() {
    var script = Pattern.compile("src=\"([^\"]+main\\.js)\"").matcher(ask(200, "GET /").text());
    assertThat(script.find()).isTrue();
    var file = "GET /dashboard/{directory}/{name}";
    ask(200, file, "/" + script.group(1));
    ask(404, file, "/dashboard/none/main.js");
  }

  private static void invalidations() {
    var order = "POST /cache/invalidations";
    var dry = "{\"tags\":[\"a\"],\"dryRun\":true}";
    assertThat(json(ask(200, order, "/cache/invalidations", dry)).getInteger("matched"))
        .isEqualTo(1);
    var receipt = json(ask(200, order, "/cache/invalidations", "{\"tags\":[\"a\"]}"));
    var one = "GET /cache/invalidations/{id}";
    ask(200, one, "/cache/invalidations/" + receipt.getString("id"));
    ask(404, one, "/cache/invalidations/none");
    assertThat(ask(200, "GET /cache/invalidations").text()).contains(receipt.getString("id"));
  }

  private static void warmUps(String url) {
    var order = "{\"urls\":[\"" + url + "\"],\"rate\":1,\"headers\":{\"Accept\":\"text/html\"}}";
    var begun = ask(202, "POST /cache/warm", "/cache/warm", order);
    ask(200, "GET /cache/warm/{id}", String.valueOf(begun.field("location")));
    ask(200, "DELETE /cache/warm/{id}", String.valueOf(begun.field("location")));
    ask(404, "GET /cache/warm/{id}", "/cache/warm/none");
    ask(200, "GET /cache/warm");
  }

  private static void events() {
    var form = new String[] {"Content-Type", "application/cloudevents+json"};
    var event =
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"product\",\"data\":%s}";
    var good = event.formatted("{\"id\":1}");
    ask(200, "POST /cache/events", "/cache/events?wait=cluster&timeout=5s", good, form[0], form[1]);
    ask(422, "POST /cache/events", "/cache/events", event.formatted("{}"), form[0], form[1]);
    ask(415, "POST /cache/events", "/cache/events", "<a/>", form[0], "application/cloudevents+xml");
    ask(200, "OPTIONS /cache/events");
    var letters = json(ask(200, "GET /cache/events/dead-letters")).getJsonArray("letters");
    var letter = "/cache/events/dead-letters/" + letters.getJsonObject(0).getString("id");
    var replay = "POST /cache/events/dead-letters/{id}/replay";
    ask(422, replay, letter + "/replay");
    gateway.reconfigure(
        "events.mappings", "[{name: product, match: {type: product}, tags: [product]}]");
    ask(200, replay, letter + "/replay");
    ask(404, "DELETE /cache/events/dead-letters/{id}", letter);
    gateway.reconfigure(
        "events.mappings", "[{name: product, match: {type: product}, tags: [\"{data./id}\"]}]");
    ask(422, "POST /cache/events", "/cache/events", event.formatted("{}"), form[0], form[1]);
    letters = json(ask(200, "GET /cache/events/dead-letters")).getJsonArray("letters");
    var other = "/cache/events/dead-letters/" + letters.getJsonObject(0).getString("id");
    ask(204, "DELETE /cache/events/dead-letters/{id}", other);
  }

  private static void otherApis() {
    var keys = "{\"surrogate_keys\":[\"a\",\"b\"]}";
    ask(200, "POST /service/{service}/purge", "/service/x/purge", keys);
    ask(200, "POST /service/{service}/purge/{key}", "/service/x/purge/a%2Fb");
    ask(200, "POST /service/{service}/purge_all", "/service/x/purge_all");
    ask(200, "POST /purge/{url}", "/purge/shop.example/a/b?c=d");
    var tags = "{\"tags\":[\"a\"],\"files\":[\"http://a/\",{\"url\":\"http://a/b\"}]}";
    for (var base : new String[] {"", "/client/v4"}) {
      ask(200, "POST " + base + "/zones/{zone}/purge_cache", base + "/zones/x/purge_cache", tags);
    }
  }

  private static void page() {
    var page = ask(200, "GET /docs");
    assertThat(page.field("content-security-policy"))
        .contains("default-src 'none'", "style-src 'sha256-", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    for (var operation : ControlApi.operations()) {
      assertThat(page.text()).contains(operation.toString());
    }
    assertThat(page.text())
        .doesNotContain("<script", "<link", "<img", "style=", "onclick", "href=\"http", "@import");
    var links = page.text().split("href=\"#", -1);
    for (int i = 1; i < links.length; i++) {
      assertThat(page.text()).contains("id=\"" + links[i].split("\"", 2)[0] + "\"");
    }
  }
}
