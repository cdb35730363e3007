package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.EventSender.event;
import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.core.builder.CloudEventBuilder;
import io.sluice.gateway.testing.EventSender;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the sender of events is told, and what is kept of those that could not be applied. */
class EventsTest {
  @RegisterExtension
  final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "events.mappings",
          """
          - {name: product, match: {type: "product.*"}, tags: ["product:{data./id}"]}
          - {name: many, match: {type: many}, tags: ["many:{subject}:{data./ids/*}"]}
          """,
          "rules",
          "[{match: {path: '/p/{id}'}, ttl: 1h, tags: ['product:{id}']}]");

  @Test
  void anEventForNoMappingIsIgnoredAndNoError() {
    var answer = sender().structured(event("1", "order.placed", "/shop", "{}"));

    assertThat(answer.status()).isEqualTo(200);
    var json = new JsonObject(answer.text());
    assertThat(first(json).getString("result")).isEqualTo("ignored");
    assertThat(json.getJsonArray("receipts")).isEmpty();
    assertThat(count("http", "ignored")).isEqualTo(1);
    assertThat(sender().batch().status()).isEqualTo(200);
  }

  @Test
  void anEventNamesWhatARuleHasStoredWhateverTheValueIs() {
    for (var id : List.of("a,b", " a", "a ", "caf\u00e9", "a\nb", "100%", "a b")) {
      var path = "/p/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
      gateway.origin().on(path, ok("x"));
      gateway.get(path);
      assertThat(gateway.get(path).xCache()).as(id).isEqualTo("HIT");

      // The sender of these tests writes ASCII.
      var data = new JsonObject().put("id", id).encode().replace("\u00e9", "\\u00e9");
      assertThat(sender().binary(event("1", "product.updated", "/shop", data)).status())
          .as(id)
          .isEqualTo(200);
      assertThat(gateway.get(path).xCache()).as(id).isEqualTo("MISS");
    }
  }

  @Test
  void theReceiptTellsWhichEventItWas() {
    var answer = sender().binary(event("e-7", "product.updated", "/shop", "{\"id\":7}"));

    var json = new JsonObject(answer.text());
    var receipt = json.getJsonArray("receipts").getJsonObject(0);
    assertThat(receipt.getString("by")).isEqualTo("event e-7 type product.updated");
    assertThat(first(json).getJsonArray("receipts")).containsExactly(receipt.getString("id"));
    assertThat(first(json).getJsonArray("mappings")).containsExactly("product");
    assertThat(gateway.admin("GET", "/cache/invalidations?tag=product:7", "").text())
        .contains(receipt.getString("id"));
    assertThat(count("http", "applied")).isEqualTo(1);
  }

  @Test
  void theSameEventTwiceDoesNoHarm() {
    var event = event("e-1", "product.updated", "/shop", "{\"id\":1}");
    assertThat(sender().structured(event).status()).isEqualTo(200);
    assertThat(sender().binary(event).status()).isEqualTo(200);
  }

  @Test
  void aBatchIsOneCommitAndWhatIsDeadInItKeepsNothingBack() {
    gateway.origin().on("/1", fresh("1").field("Cache-Tag", "product:1"));
    gateway.get("/1");
    var answer =
        sender()
            .batch(
                event("1", "product.updated", "/shop", "{\"id\":1}"),
                event("2", "product.updated", "/shop", "{}"),
                event("3", "other", "/shop", "{}"),
                event("4", "product.updated", "/shop", "{\"id\":4}"));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.field("content-type")).isEqualTo("application/problem+json");
    var json = new JsonObject(answer.text());
    assertThat(json.getString("detail")).isEqualTo("product: tags[0]: data./id: missing");
    assertThat(results(json)).isEqualTo("applied,dead,ignored,applied");
    assertThat(json.getJsonArray("receipts")).hasSize(1);
    assertThat(gateway.get("/1").xCache()).isEqualTo("MISS");
    assertThat(count("http", "dead")).isEqualTo(1);
    assertThat(letters()).hasSize(1);
  }

  @Test
  void aDeadLetterIsShownReplayedAndForgotten() {
    var data = new JsonObject().put("id", "y".repeat(1100));
    var event =
        CloudEventBuilder.v1(event("e 1", "product.updated", "/shop", data.encode()))
            .withSubject("s p")
            .build();
    assertThat(sender().binary(event).status()).isEqualTo(422);

    var letter = letters().getJsonObject(0);
    assertThat(letter.getString("source")).isEqualTo("http");
    assertThat(letter.getString("reason")).contains("tags[0]: tag: ", "1 to 1024");
    assertThat(letter.getBoolean("truncated")).isFalse();
    var kept = new JsonObject(letter.getString("event"));
    assertThat(kept.getString("id")).isEqualTo("e 1");
    assertThat(kept.getJsonObject("data")).isEqualTo(data);

    var path = "/cache/events/dead-letters/" + letter.getString("id");
    assertThat(gateway.admin("POST", path + "/replay", "").status()).isEqualTo(422);
    assertThat(letters()).as("it stays, once").hasSize(1);
    assertThat(gateway.admin("DELETE", path, "").status()).isEqualTo(204);
    assertThat(letters()).isEmpty();
    assertThat(gateway.admin("DELETE", path, "").status()).isEqualTo(404);
    assertThat(gateway.admin("POST", path + "/replay", "").status()).isEqualTo(404);
  }

  @Test
  void ofALongEventTheBeginningIsKept() {
    var event = event("1", "product.updated", "/shop", "{\"x\":\"" + "y".repeat(20_000) + "\"}");
    assertThat(sender().structured(event).status()).isEqualTo(422);

    var letter = letters().getJsonObject(0);
    assertThat(letter.getString("event")).hasSize(16 * 1024).startsWith("{\"specversion\"");
    assertThat(letter.getBoolean("truncated")).isTrue();
    var replay =
        gateway.admin(
            "POST", "/cache/events/dead-letters/" + letter.getString("id") + "/replay", "");
    assertThat(replay.status()).isEqualTo(422);
    assertThat(replay.text()).contains("only its beginning is kept");
  }

  @Test
  void deadLettersArePagedTheNewestFirst() {
    for (int i = 0; i < 3; i++) {
      sender().structured(event("e" + i, "product.updated", "/shop", "{}"));
    }
    var page = page("?limit=2");
    assertThat(ids(page)).isEqualTo("e2,e1");
    var rest = page("?limit=2&cursor=" + page.getString("cursor"));
    assertThat(ids(rest)).isEqualTo("e0");
    assertThat(rest.getString("cursor")).isNull();
    for (var query : List.of("?limit=0", "?cursor=x")) {
      assertThat(gateway.admin("GET", "/cache/events/dead-letters" + query, "").status())
          .isEqualTo(400);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/cloudevents+json       | {        | 400 | the body is not JSON at line 1",
        "application/cloudevents-batch+json | {}       | 400 | no JSON array",
        "application/cloudevents+xml        | <a/>     | 415 | Content-Type: ",
        "application/json                   | {}       | 400 | neither specversion nor",
        "application/x-www-form-urlencoded  | {\"a\":1} | 400 | neither specversion nor",
      })
  void whatIsNoEventIsAProblem(String type, String body, int status, String detail) {
    var answer = sender().post(body, "Content-Type", type);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.field("content-type")).isEqualTo("application/problem+json");
    assertThat(new JsonObject(answer.text()).getString("detail")).contains(detail);
    assertThat(count("http", "malformed")).isEqualTo(1);
    assertThat(letters()).isEmpty();
  }

  @Test
  void aBatchThatNamesMoreThanACommitMayCoverIsRefusedWhole() {
    var ids = IntStream.range(0, 1000).mapToObj(String::valueOf).collect(Collectors.joining(","));
    var events =
        IntStream.range(0, 11)
            .mapToObj(
                i ->
                    CloudEventBuilder.v1(event("e" + i, "many", "/s", "{\"ids\":[" + ids + "]}"))
                        .withSubject("s" + i)
                        .build())
            .toArray(io.cloudevents.CloudEvent[]::new);
    var answer = sender().batch(events);
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.text()).contains("tags: 11000 (limit: 10000 in one batch)");
    assertThat(gateway.admin("GET", "/cache/invalidations", "").text())
        .isEqualTo("{\"invalidations\":[]}");
  }

  @Test
  void whatToWaitForIsSaidInTheQuery() {
    var event = EventSender.json(event("1", "product.updated", "/shop", "{\"id\":1}"));
    var json = "application/cloudevents+json";
    for (var query : List.of("?wait=never", "?timeout=0s")) {
      var refused = sender().postTo("/cache/events" + query, event, "Content-Type", json);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text()).contains("expected: ");
    }
    assertThat(
            sender()
                .postTo("/cache/events?wait=commit&timeout=4s", event, "Content-Type", json)
                .status())
        .isIn(200, 202);
  }

  @Test
  void aWebHookIsAgreedTo() {
    try (var admin = RawHttp.connect(gateway.adminPort())) {
      var answer =
          admin.exchange(
              "OPTIONS",
              "/cache/events",
              "WebHook-Request-Origin",
              "events.example",
              "WebHook-Request-Rate",
              "120");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.field("webhook-allowed-origin")).isEqualTo("events.example");
      assertThat(answer.field("webhook-allowed-rate")).isEqualTo("*");
      assertThat(answer.field("allow")).isEqualTo("POST");
    }
  }

  private EventSender sender() {
    return new EventSender(gateway.adminPort());
  }

  private JsonObject page(String query) {
    RawResponse page = gateway.admin("GET", "/cache/events/dead-letters" + query, "");
    assertThat(page.status()).as(page.text()).isEqualTo(200);
    return new JsonObject(page.text());
  }

  private JsonArray letters() {
    return page("").getJsonArray("letters");
  }

  private static String ids(JsonObject page) {
    return page.getJsonArray("letters").stream()
        .map(letter -> new JsonObject(((JsonObject) letter).getString("event")).getString("id"))
        .collect(Collectors.joining(","));
  }

  private static JsonObject first(JsonObject answer) {
    return answer.getJsonArray("events").getJsonObject(0);
  }

  private static String results(JsonObject answer) {
    return answer.getJsonArray("events").stream()
        .map(event -> ((JsonObject) event).getString("result"))
        .collect(Collectors.joining(","));
  }

  private int count(String source, String result) {
    var name = "sluice_events_total{result=\"" + result + "\",source=\"" + source + "\"} ";
    return gateway
        .admin("GET", "/metrics", "")
        .text()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElse(-1);
  }
}
