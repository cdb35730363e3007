package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Nobody knows by which tags a body can be invalidated before it is whole: no invalidation that has
 * succeeded meanwhile may be missed.
 */
class BodyTagsTest {
  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "rules",
          """
          - {name: tagged, match: {path: /t/**, methods: [GET]}, ttl: 1h, tags: ["t:{body./tag}"]}
          """,
          "cache.max-object-bytes",
          "12MiB",
          "cache.collapse-timeout",
          "4s");

  private static OriginAnswer json(String start) {
    return ok(start).field("Content-Type", "application/json").field("ETag", "\"1\"");
  }

  /** Sends from a second connection to make sure that the requests before it were taken in. */
  private static void settle() {
    for (int i = 0; i < 4; i++) {
      try (var connection = gateway.connect()) {
        connection.get("/none");
      }
    }
  }

  @Test
  void whoComesAfterAPurgeOfATagThatIsNotKnownYetDoesNotGetTheOldBody() {
    var gate = new Gate();
    gateway
        .origin()
        .on(
            "/t/late",
            json("{\"v\":1,").waitAt(gate).body("\"tag\":\"late\"}"),
            json("{\"v\":2,\"tag\":\"late\"}"));

    try (var early = gateway.connect();
        var late = gateway.connect()) {
      early.request("GET", "/t/late");
      gate.awaitReached();
      gateway.purgeTags("t:late");
      late.request("GET", "/t/late");
      settle();
      gate.open();
      assertThat(early.response().text()).contains("\"v\":1");
      assertThat(late.response().text()).contains("\"v\":2");
    }
    var hit = gateway.get("/t/late");
    assertThat(hit.text()).contains("\"v\":2");
    assertThat(hit.xCache()).isEqualTo("HIT");
  }

  @Test
  void whatIsInvalidatedWhileItIsFetchedIsNotStored() {
    var gate = new Gate();
    gateway
        .origin()
        .on(
            "/t/flight",
            json("{\"v\":1,").waitAt(gate).body("\"tag\":\"flight\"}"),
            json("{\"v\":2,\"tag\":\"flight\"}"));

    try (var early = gateway.connect()) {
      early.request("GET", "/t/flight");
      gate.awaitReached();
      gateway.purgeTags("t:flight");
      gate.open();
      assertThat(early.response().text()).contains("\"v\":1");
    }
    assertThat(gateway.get("/t/flight").text()).contains("\"v\":2");
  }

  @Test
  void otherwiseThoseWhoComeMeanwhileWaitAndShareTheFetch() {
    var gate = new Gate();
    gateway.origin().on("/t/join", json("{\"v\":1,").waitAt(gate).body("\"tag\":\"join\"}"));

    var leader = gateway.connect().request("GET", "/t/join");
    gate.awaitReached();
    assertThat(leader.head()).contains("detail=tags-in-body");
    var joiners = gateway.crowd(10, "/t/join");
    settle();
    gateway.purgeTags("t:other");
    gate.open();
    for (var joiner : joiners) {
      var response = joiner.response();
      assertThat(response.text()).isEqualTo("{\"v\":1,\"tag\":\"join\"}");
      assertThat(response.cacheStatus()).contains("stored; collapsed");
      joiner.close();
    }
    leader.close();
    assertThat(gateway.origin().count("/t/join")).isEqualTo(1);
  }

  @Test
  void aVariantThatSuitsNotWhoWaitsIsNotGiven() {
    var gate = new Gate();
    gateway
        .origin()
        .on(
            "/t/vary",
            request -> {
              var answer = json("{\"for\":\"" + request.field("X-A") + "\",").field("Vary", "X-A");
              return ("1".equals(request.field("X-A")) ? answer.waitAt(gate) : answer)
                  .body("\"tag\":\"vary\"}");
            });

    try (var one = gateway.connect();
        var two = gateway.connect()) {
      one.request("GET", "/t/vary", "X-A", "1");
      gate.awaitReached();
      one.head();
      two.request("GET", "/t/vary", "X-A", "2");
      assertThat(two.response().text()).contains("\"for\":\"2\"");
      gate.open();
    }
  }

  @Test
  void unreadableTagsReleaseThoseWhoWait() {
    var gate = new Gate();
    gateway.origin().on("/t/bad", json("{\"v\":1,").waitAt(gate).body("oops"), json("{}"));

    try (var leader = gateway.connect();
        var joiner = gateway.connect()) {
      leader.request("GET", "/t/bad");
      gate.awaitReached();
      joiner.request("GET", "/t/bad");
      settle();
      gate.open();
      var response = joiner.response();
      assertThat(response.text()).isEqualTo("{}");
      assertThat(response.cacheStatus()).contains("detail=tags-unreadable");
    }
  }

  @Test
  void aBodyThatBreaksOffFailsThoseWhoWait() {
    var gate = new Gate();
    gateway.origin().on("/t/broken", json("{\"v\":1,").chunked().waitAt(gate).breakOff());

    try (var leader = gateway.connect();
        var joiner = gateway.connect()) {
      leader.request("GET", "/t/broken");
      gate.awaitReached();
      joiner.request("GET", "/t/broken");
      settle();
      gate.open();
      assertThat(leader.response().complete()).isFalse();
      assertThat(joiner.response().status()).isEqualTo(502);
    }
  }

  @Test
  void aBodyThatIsTooLargeReleasesThoseWhoWait() {
    var gate = new Gate();
    var pad = "x".repeat(13 << 20);
    gateway
        .origin()
        .on("/t/large", json("{\"v\":1,\"pad\":\"").chunked().waitAt(gate).body(pad + "\"}"));

    try (var leader = gateway.connect();
        var joiner = gateway.connect()) {
      leader.request("GET", "/t/large");
      gate.awaitReached();
      joiner.request("GET", "/t/large");
      settle();
      gate.open();
      assertThat(leader.response().text()).endsWith("\"}");
      var response = joiner.response();
      assertThat(response.cacheStatus()).contains("detail=too-large");
      assertThat(response.text()).endsWith("\"}");
    }
    assertThat(gateway.get("/t/large").xCache()).isEqualTo("MISS");
  }

  @Test
  void whatWouldTakeTooLongToReadIsNotRead() {
    var body = "{\"tag\":\"long\",\"pad\":\"" + "x".repeat(9 << 20) + "\"}";
    gateway.origin().on("/t/long", json(body)).on("/t/longer", json(body).chunked());

    assertThat(gateway.get("/t/long").cacheStatus()).contains("detail=tags-unreadable");
    assertThat(gateway.get("/t/longer").cacheStatus()).contains("detail=tags-in-body");
    assertThat(gateway.get("/t/longer").cacheStatus()).contains("detail=tags-unreadable");
  }

  @Test
  void aLeaderThatDoesNotReadHoldsNobodyUp() {
    var pad = "x".repeat(6 << 20);
    gateway.origin().on("/t/slow", json("{\"tag\":\"slow\",\"pad\":\"").body(pad).body("\"}"));

    try (var leader = RawHttp.connect(gateway.port(), 4096);
        var joiner = gateway.connect()) {
      leader.request("GET", "/t/slow");
      assertThat(leader.head()).contains("200");
      var response = joiner.get("/t/slow");
      assertThat(response.text()).hasSize(pad.length() + 23);
      assertThat(response.cacheStatus())
          .containsAnyOf("collapsed", "hit")
          .doesNotContain("timeout");
    }
    assertThat(gateway.origin().count("/t/slow")).isEqualTo(1);
  }

  @Test
  void aConfirmedBodyKeepsItsTags() {
    gateway
        .origin()
        .on(
            "/t/304",
            request ->
                request.field("If-None-Match") == null
                    ? json("{\"tag\":\"c\"}").field("Cache-Control", "max-age=0")
                    : status(304).field("ETag", "\"1\"").field("Cache-Tag", "other"));
    gateway.get("/t/304");
    assertThat(gateway.get("/t/304").xCache()).isEqualTo("REVALIDATED");
    assertThat(gateway.get("/t/304").xCache()).isIn("REVALIDATED", "HIT");

    gateway.purgeTags("t:c");
    assertThat(gateway.get("/t/304").xCache()).isEqualTo("MISS");
  }

  @Test
  void aHeadThatFreshensKeepsThem() {
    gateway.origin().on("/t/head", json("{\"tag\":\"head\"}"));
    gateway.get("/t/head");
    gateway.exchange("HEAD", "/t/head", "Cache-Control", "no-cache");
    assertThat(gateway.get("/t/head").xCache()).isEqualTo("HIT");

    gateway.purgeTags("t:head");
    assertThat(gateway.get("/t/head").xCache()).isEqualTo("MISS");
  }
}
