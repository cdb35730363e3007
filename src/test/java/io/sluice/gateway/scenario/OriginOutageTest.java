package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Origins that can take no more: what the gateway adds to their load, and what clients see. */
class OriginOutageTest {
  private final ScriptedOrigin origin = ScriptedOrigin.started();
  private final ScriptedOrigin other = ScriptedOrigin.started();
  private GatewayUnderTest gateway = GatewayUnderTest.with();

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
    other.close();
  }

  private String metrics() {
    return gateway.admin("GET", "/metrics", "").text();
  }

  private String origin() {
    return "origin=\"%s\",upstream=\"default\"".formatted(origin.url());
  }

  private double metric(String name) {
    var line = "\n" + name + "{upstream=\"default\"} ";
    var text = metrics();
    int at = text.indexOf(line);
    assertThat(at).as(name + " in\n" + text).isNotNegative();
    return Double.parseDouble(text.substring(at + line.length()).lines().findFirst().orElse(""));
  }

  @Test
  void retriesDoNotMultiplyTheLoad() {
    origin.on("/page", OriginAnswer.status(200).breakOff());
    other.on("/page", OriginAnswer.status(200).breakOff());
    gateway =
        GatewayUnderTest.with(
                "upstreams.default.origins",
                origin.url() + "," + other.url(),
                "fetch.retries",
                "3",
                // Circuits would hide what is tested here.
                "fetch.breaker.max-failures",
                "1000000")
            .start();
    int requests = 800;
    long begin = System.nanoTime();
    for (int i = 0; i < requests; i++) {
      assertThat(gateway.get("/page?n=" + i).status()).isEqualTo(502);
    }
    int attempts = origin.count("/page") + other.count("/page");
    // A fifth, what was saved up, and three a second: 1.3 if the machine is not slow.
    double seconds = (System.nanoTime() - begin) / 1e9;
    assertThat((double) attempts).isBetween(1.2 * requests, 1.2 * requests + 31 + 3 * seconds);
    assertThat(metric("sluice_retries_total")).isEqualTo(attempts - requests);
    assertThat(metric("sluice_retries_refused_total")).isGreaterThan(0.7 * requests);
  }

  @Test
  void overTheLimitIs503AtOnceWhileHitsGoOn() {
    var gate = new Gate();
    origin
        .on("/hit", OriginAnswer.fresh("kept"))
        .on("/slow", OriginAnswer.status(200).waitAt(gate).body("at last"));
    gateway =
        GatewayUnderTest.with(
                "fetch.pool-size", "1", "fetch.queue-size", "1", "vertx.event-loops", "1")
            .origin(origin)
            .start();
    assertThat(gateway.get("/hit").xCache()).isEqualTo("MISS");
    try (var first = gateway.connect().request("GET", "/slow?n=1")) {
      gate.awaitReached();
      try (var second = gateway.connect().request("GET", "/slow?n=2")) {
        Until.met(
            () -> metrics().contains("sluice_origin_outstanding{%s} 2.0".formatted(origin())));
        var refused = gateway.get("/slow?n=3");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.cacheStatus()).contains("detail=overloaded");
        assertThat(refused.field("retry-after")).matches("[1-9]\\d*");
        assertThat(gateway.get("/hit").xCache()).isEqualTo("HIT");

        gate.open();

        assertThat(first.response().text()).isEqualTo("at last");
        assertThat(second.response().text()).isEqualTo("at last");
      }
    }
    assertThat(origin.count("/slow")).isEqualTo(2);
  }
}
