package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CollapsingTest {
  private static final int CROWD = 50;

  @RegisterExtension
  static final GatewayUnderTest gateway = GatewayUnderTest.with("cache.collapse-timeout", "1s");

  /** Sends from a second connection to make sure that the requests before it were taken in. */
  private static void settle() {
    gateway.origin().on("/settle", fresh("x"));
    for (int i = 0; i < 4; i++) {
      try (var connection = gateway.connect()) {
        connection.get("/settle");
      }
    }
  }

  @Test
  void fiftyRequestsMakeOneFetch() {
    var gate = new Gate();
    gateway
        .origin()
        .on("/one", status(200).field("Cache-Control", "max-age=9").waitAt(gate).body("b"));

    var crowd = gateway.crowd(CROWD, "/one");
    gate.awaitReached();
    settle();
    gate.open();
    int collapsed = 0;
    for (var client : crowd) {
      var response = client.response();
      assertThat(response.text()).isEqualTo("b");
      collapsed += String.valueOf(response.cacheStatus()).contains("collapsed") ? 1 : 0;
      client.close();
    }
    assertThat(gateway.origin().count("/one")).isEqualTo(1);
    assertThat(collapsed).isEqualTo(CROWD - 1);
  }

  @Test
  void lateComersJoinABodyUnderWayFromItsFirstByte() {
    var gate = new Gate();
    gateway.origin().on("/join", fresh("first").waitAt(gate).body("second"));

    try (var leader = gateway.connect();
        var joiner = gateway.connect()) {
      leader.request("GET", "/join");
      gate.awaitReached();
      joiner.request("GET", "/join");
      assertThat(joiner.head()).contains("collapsed");
      gate.open();
      assertThat(leader.response().text()).isEqualTo("firstsecond");
    }
    assertThat(gateway.origin().count("/join")).isEqualTo(1);
  }

  @Test
  void whatTurnsOutUncacheableReleasesAllAtOnceAndTheNextDoNotQueue() {
    var gate = new Gate();
    var others = new Gate();
    var number = new AtomicInteger();
    gateway
        .origin()
        .on(
            "/un",
            request ->
                number.incrementAndGet() == 1
                    ? status(200).field("Cache-Control", "no-store").waitAt(gate).body("leader")
                    : ok("own").field("Cache-Control", "no-store").waitAt(others).body("!"));

    var crowd = gateway.crowd(20, "/un");
    gate.awaitReached();
    settle();
    gate.open();
    // All of them are under way at the same time, none waits for another's end.
    gateway.origin().awaitCount("/un", 20);
    others.open();
    for (var client : crowd) {
      assertThat(client.response().text()).isIn("leader", "own!");
      client.close();
    }
    var later = gateway.crowd(5, "/un");
    for (var client : later) {
      var response = client.response();
      assertThat(response.cacheStatus()).contains("detail=hit-for-miss");
      client.close();
    }
    assertThat(gateway.origin().count("/un")).isEqualTo(25);
  }

  @Test
  void aPrivateResponseNeverReachesAJoiner() {
    var gate = new Gate();
    var number = new AtomicInteger();
    gateway
        .origin()
        .on(
            "/private",
            request -> {
              var answer = status(200).field("Cache-Control", "private, max-age=60");
              return number.incrementAndGet() == 1
                  ? answer.waitAt(gate).body("for " + request.field("X-User"))
                  : answer.body("for " + request.field("X-User"));
            });

    try (var alice = gateway.connect();
        var bob = gateway.connect()) {
      alice.request("GET", "/private", "X-User", "alice");
      gate.awaitReached();
      bob.request("GET", "/private", "X-User", "bob");
      settle();
      gate.open();
      assertThat(alice.response().text()).isEqualTo("for alice");
      assertThat(bob.response().text()).isEqualTo("for bob");
    }
  }

  @Test
  void whoComesAfterAPurgeDoesNotWaitForAFetchFromBefore() {
    var gate = new Gate();
    gateway
        .origin()
        .on(
            "/overruled",
            status(200).field("Cache-Control", "max-age=9").waitAt(gate).body("before"),
            fresh("after"));

    try (var early = gateway.connect()) {
      early.request("GET", "/overruled");
      gate.awaitReached();
      var url = "http://127.0.0.1:" + gateway.port() + "/overruled";
      assertThat(
              gateway
                  .admin("POST", "/cache/invalidations", "{\"urls\":[\"" + url + "\"]}")
                  .status())
          .isEqualTo(200);
      var late = gateway.get("/overruled");
      assertThat(late.text()).isEqualTo("after");
      assertThat(late.cacheStatus()).contains("stored").doesNotContain("collapse");
      gate.open();
      assertThat(early.response().text()).isEqualTo("before");
    }
    assertThat(gateway.get("/overruled").text()).isEqualTo("after");
    assertThat(gateway.origin().count("/overruled")).isEqualTo(2);
  }

  @Test
  void theOthersStillGetItWhenTheLeadersClientLeaves() {
    var gate = new Gate();
    gateway.origin().on("/leave", fresh("first").waitAt(gate).body("second"));

    var leader = gateway.connect().request("GET", "/leave");
    gate.awaitReached();
    try (var joiner = gateway.connect()) {
      joiner.request("GET", "/leave");
      settle();
      leader.abort();
      settle();
      gate.open();
      assertThat(joiner.response().text()).isEqualTo("firstsecond");
    }
    assertThat(gateway.get("/leave").xCache()).isEqualTo("HIT");
    assertThat(gateway.origin().count("/leave")).isEqualTo(1);
  }

  @Test
  void aStalledLeaderHoldsItsJoinersNoLongerThanTheTimeout() {
    var number = new AtomicInteger();
    gateway
        .origin()
        .on(
            "/stall",
            request -> number.incrementAndGet() == 1 ? status(200).hang() : fresh("other"));

    try (var leader = gateway.connect();
        var joiner = gateway.connect()) {
      leader.request("GET", "/stall");
      gateway.origin().awaitCount("/stall", 1);
      joiner.request("GET", "/stall");
      var response = joiner.response();
      assertThat(response.text()).isEqualTo("other");
      assertThat(response.cacheStatus()).contains("detail=collapse-timeout");
    }
  }

  @Test
  void aSharedFetchThatFailsFailsAllOfThem() {
    var gate = new Gate();
    gateway.origin().on("/down", status(200).waitAt(gate).breakOff());

    var crowd = gateway.crowd(5, "/down");
    gate.awaitReached();
    settle();
    gate.open();
    for (var client : crowd) {
      assertThat(client.response().status()).isEqualTo(502);
      client.close();
    }
  }

  @Test
  void setCookieIsNeverSharedUnderTheExplicitPolicy() {
    var other = GatewayUnderTest.with("cache.cookies", "explicit");
    try (other) {
      other.start();
      var gate = new Gate();
      var number = new AtomicInteger();
      other
          .origin()
          .on(
              "/cookie",
              request -> {
                int n = number.incrementAndGet();
                OriginAnswer answer =
                    status(200).field("Cache-Control", "max-age=60").field("Set-Cookie", "n=" + n);
                return n == 1 ? answer.waitAt(gate).body("x") : answer.body("x");
              });
      try (var leader = other.connect();
          var joiner = other.connect()) {
        leader.request("GET", "/cookie");
        gate.awaitReached();
        joiner.request("GET", "/cookie");
        for (int i = 0; i < 4; i++) {
          try (var connection = other.connect()) {
            connection.get("/none");
          }
        }
        gate.open();
        assertThat(leader.response().field("set-cookie")).isEqualTo("n=1");
        assertThat(joiner.response().field("set-cookie")).isEqualTo("n=2");
      }
    }
  }

  @Test
  void aValidationAnswersNoOtherRequestWhereTheOriginWantsToSeeEach() {
    var gate = new Gate();
    gateway
        .origin()
        .on(
            "/each",
            request -> {
              if (!"user=alice".equals(request.field("Cookie"))) {
                return status(403).field("Cache-Control", "no-store").body("not yours");
              }
              boolean known = request.field("If-None-Match") != null;
              return (known ? status(304).waitAt(gate) : ok("for alice"))
                  .field("Cache-Control", "no-cache")
                  .field("ETag", "\"1\"");
            });
    gateway.get("/each", "Cookie", "user=alice");

    try (var alice = gateway.connect();
        var bob = gateway.connect()) {
      alice.request("GET", "/each", "Cookie", "user=alice");
      gate.awaitReached();
      bob.request("GET", "/each");
      settle();
      gate.open();
      assertThat(alice.response().text()).isEqualTo("for alice");
      assertThat(bob.response().text()).isEqualTo("not yours");
    }
  }

  @Test
  void whoeverLeadsAFetchOfItsOwnIsNotTornFromItByAnEarlierWait() {
    var before = new Gate();
    var after = new Gate();
    gateway
        .origin()
        .on(
            "/torn",
            status(200)
                .field("Cache-Control", "max-age=60")
                .field("Cache-Tag", "torn")
                .waitAt(before)
                .body("before"),
            status(200).field("Cache-Control", "max-age=60").waitAt(after).body("after"))
        .on("/slow", status(200).hang());

    try (var early = gateway.connect();
        var late = gateway.connect();
        var slow = gateway.connect();
        var witness = gateway.connect()) {
      early.request("GET", "/torn");
      gateway.origin().awaitCount("/torn", 1);
      gateway.purgeTags("torn");
      late.request("GET", "/torn");
      settle();
      before.open();
      after.awaitReached();
      slow.request("GET", "/slow");
      gateway.origin().awaitCount("/slow", 1);
      witness.request("GET", "/slow");
      // The witness gives up waiting: so would whoever began to wait before it.
      gateway.origin().awaitCount("/slow", 2);
      settle();
      assertThat(gateway.origin().count("/torn")).isEqualTo(2);
      after.open();
      assertThat(late.response().text()).isEqualTo("after");
    }
    assertThat(gateway.get("/torn").xCache()).isEqualTo("HIT");
  }
}
