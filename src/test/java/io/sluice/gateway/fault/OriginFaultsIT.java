package io.sluice.gateway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Origins that are down, silent, failing or break off: what clients see, and what is stored. */
@Timeout(60)
class OriginFaultsIT {
  private static final Duration FIRST_BYTE = Duration.ofMillis(400);

  private static @Nullable ScriptedOrigin origin;
  private static @Nullable GatewayProcess gateway;

  @BeforeAll
  static void start() {
    var server = ScriptedOrigin.started();
    var gone = ScriptedOrigin.started();
    gone.close();
    origin = server;
    // One event loop: breakers are per loop. Upstreams of their own, lest one test open another's.
    gateway =
        GatewayProcess.configured()
            .environment("REDIS_ENABLED", "false")
            .environment("SLUICE_EVENT_LOOPS", "1")
            .origin(server)
            .set("upstreams.gone.origins", gone.url())
            .set("upstreams.failing.origins", server.url())
            .set("upstreams.silent.origins", server.url())
            .set("fetch.first-byte-timeout", FIRST_BYTE.toMillis() + "ms")
            .set("fetch.breaker.reset-timeout", "300ms")
            .set(
                "rules",
                """
                [{"match": {"path": "/gone"}, "upstream": "gone"},
                 {"match": {"path": "/failing"}, "upstream": "failing"},
                 {"match": {"path": "/silent"}, "upstream": "silent"}]
                """)
            .start();
  }

  @AfterAll
  static void stop() {
    gateway().close();
    origin().close();
  }

  @AfterEach
  void staysUp() {
    assertThat(gateway().isAlive()).isTrue();
    origin().on("/fine", OriginAnswer.ok("fine"));
    assertThat(gateway().get("/fine").text()).isEqualTo("fine");
    assertThat(gateway().log()).noneMatch(line -> line.contains(" ERROR "));
  }

  @Test
  void anOriginThatIsDownIsABadGateway() {
    var response = gateway().get("/gone");
    assertProblem(response, 502);
    assertThat(response.cacheStatus())
        .contains("sluice; fwd=uri-miss")
        .contains("detail=origin-failed");
    assertThat(response.text()).doesNotContain("127.0.0.1");
  }

  @Test
  void aSilentOriginIsATimeoutInTheTimeConfigured() {
    origin().on("/silent", OriginAnswer.status(200).hang());
    long begin = System.nanoTime();
    var response = gateway().get("/silent");
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isBetween(FIRST_BYTE, FIRST_BYTE.plusMillis(1000));
    assertProblem(response, 504);
    assertThat(response.cacheStatus()).contains("detail=origin-timeout");
  }

  @Test
  void aFailingOriginIsGivenTimeToRecover() {
    origin().on("/failing", OriginAnswer.status(200).breakOff());
    Until.met(() -> gateway().get("/failing").status() == 503);
    int asked = origin().count("/failing");
    var refused = gateway().get("/failing");
    assertProblem(refused, 503);
    assertThat(refused.field("retry-after")).matches("[1-9]\\d*");
    assertThat(refused.cacheStatus()).contains("detail=circuit-open");
    assertThat(origin().count("/failing")).isEqualTo(asked);

    origin().on("/failing", OriginAnswer.ok("recovered"));

    Until.met(() -> gateway().get("/failing").status() == 200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBodyThatBreaksOffIsSeenBrokenAndNotStored(boolean chunked) {
    String path = "/broken-" + chunked;
    var broken = OriginAnswer.fresh("some of it");
    origin()
        .on(
            path,
            (chunked ? broken.chunked() : broken.field("Content-Length", "1000")).breakOff(),
            OriginAnswer.fresh("all of it"));
    var first = gateway().get(path);
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.complete()).isFalse();
    var second = gateway().get(path);
    assertThat(second.text()).isEqualTo("all of it");
    assertThat(second.xCache()).isEqualTo("MISS");
    assertThat(gateway().get(path).xCache()).isEqualTo("HIT");
    assertThat(origin().count(path)).isEqualTo(2);
  }

  @Test
  void whatIsStaleStandsInForAnErrorWhereTheResponseAllowsIt() {
    origin()
        .on(
            "/stale",
            OriginAnswer.ok("old").field("Cache-Control", "max-age=0, stale-if-error=60"),
            OriginAnswer.status(200).breakOff());
    assertThat(gateway().get("/stale").text()).isEqualTo("old");
    var stale = gateway().get("/stale");
    assertThat(stale.text()).isEqualTo("old");
    assertThat(stale.xCache()).isEqualTo("STALE");
  }

  @Test
  void anAnswerThatIsNoHttpIsABadGateway() {
    origin().on("/nonsense", OriginAnswer.ok("x").field("Content-Length", "minus one"));
    assertProblem(gateway().get("/nonsense"), 502);
  }

  @Test
  void aClientThatSendsNonsenseOrLeavesIsNotWorthAnError() {
    try (var client = gateway().connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: minus one\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(400);
    }
    gateway().connect().send("GET /fine HT").abort();
  }

  private static void assertProblem(RawResponse response, int status) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.field("content-type")).isEqualTo("application/problem+json");
    assertThat(response.field("cache-control")).isEqualTo("no-store");
    var problem = new JsonObject(response.text());
    assertThat(problem.getInteger("status")).isEqualTo(status);
    assertThat(problem.getString("title")).isNotEmpty();
  }

  private static GatewayProcess gateway() {
    return Objects.requireNonNull(gateway);
  }

  private static ScriptedOrigin origin() {
    return Objects.requireNonNull(origin);
  }
}
