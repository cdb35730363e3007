package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests are counted by rule and result, and timed by tier. */
class RequestMetricsTest {
  private static final String RULES =
      """
      - name: article
        match: {path: "/articles/**"}
      - name: jobs
        match: {path: "/jobs/**"}
        cache: never
      """;

  @RegisterExtension
  final GatewayUnderTest gateway =
      GatewayUnderTest.with("rules", RULES, "cache.price-per-million-origin-requests", "250000.5");

  private double metric(String name) {
    var line = "\n" + name + " ";
    var text = gateway.admin("GET", "/metrics", "").text();
    int at = text.indexOf(line);
    assertThat(at).as(name + " in\n" + text).isNotNegative();
    return Double.parseDouble(text.substring(at + line.length()).lines().findFirst().orElse(""));
  }

  private double requests(String rule, String result) {
    return metric("sluice_requests_total{result=\"%s\",rule=\"%s\"}".formatted(result, rule));
  }

  private double timed(String tier) {
    return metric("sluice_request_duration_seconds_count{tier=\"%s\"}".formatted(tier));
  }

  @Test
  void byRuleAndResult() {
    gateway.origin().on("/articles/1", OriginAnswer.fresh("one"));
    gateway.origin().on("/jobs/1", OriginAnswer.ok("busy"));
    gateway.origin().on("/broken", OriginAnswer.status(503));
    gateway
        .origin()
        .on(
            "/stale",
            OriginAnswer.ok("old")
                .field("Cache-Control", "max-age=0, stale-while-revalidate=60")
                .field("ETag", "\"a\""),
            OriginAnswer.status(304).field("ETag", "\"a\""));

    gateway.get("/articles/1");
    gateway.get("/articles/1");
    gateway.get("/articles/1");
    gateway.get("/jobs/1");
    gateway.get("/broken");
    gateway.get("/stale");
    gateway.get("/stale");
    assertThat(gateway.exchange("BREW", "/tea").status()).isLessThan(600);
    try (var connection = RawHttp.connect(gateway.port())) {
      connection.send("GET / HTTP/1.1\r\n\r\n").response();
    }

    assertThat(requests("article", "miss")).isEqualTo(1);
    assertThat(requests("article", "hit")).isEqualTo(2);
    assertThat(requests("jobs", "bypass")).isEqualTo(1);
    assertThat(requests("none", "error")).isEqualTo(1);
    assertThat(requests("none", "miss")).isEqualTo(1);
    assertThat(requests("none", "stale")).isEqualTo(1);
    assertThat(requests("none", "refused")).isEqualTo(1);
    assertThat(requests("article", "error")).isZero();
  }

  @Test
  void whoLeavesIsCounted() {
    gateway.origin().on("/slow", OriginAnswer.fresh("").field("Content-Length", "10").hang());
    try (var connection = gateway.connect()) {
      connection.request("GET", "/slow");
      gateway.origin().awaitCount("/slow", 1);
    }
    Until.met(() -> requests("none", "aborted") == 1);
    assertThat(requests("none", "miss")).isZero();
  }

  @Test
  void latencyIsToldByTier() {
    gateway.origin().on("/articles/1", OriginAnswer.fresh("one"));
    gateway.get("/articles/1");
    assertThat(timed("origin")).isEqualTo(1);
    assertThat(metric("sluice_request_duration_seconds_sum{tier=\"origin\"}")).isPositive();
    assertThat(metric("sluice_request_duration_seconds_bucket{tier=\"origin\",le=\"+Inf\"}"))
        .isEqualTo(1);

    for (int i = 0; i < 200; i++) {
      gateway.get("/articles/1");
    }
    // One of 64 is timed, and stands for them all; the loops count for themselves.
    assertThat(timed("l1")).isBetween(64.0, 256.0);
    assertThat(metric("sluice_request_duration_seconds_bucket{tier=\"l1\",le=\"1.0\"}"))
        .isEqualTo(timed("l1"));
  }

  @Test
  void whatWasSavedHasAPrice() {
    gateway.origin().on("/articles/1", OriginAnswer.fresh("twelve bytes"));
    for (int i = 0; i < 5; i++) {
      gateway.get("/articles/1");
    }
    var saved =
        new JsonObject(gateway.admin("GET", "/cache/stats", "").text()).getJsonObject("saved");
    assertThat(saved.getLong("originRequests")).isEqualTo(4);
    assertThat(saved.getLong("bytes")).isEqualTo(4 * 12);
    assertThat(saved.getDouble("cost")).isEqualTo(1.000002);
    assertThat(metric("sluice_origin_saved_requests_total")).isEqualTo(4);
    assertThat(metric("sluice_origin_saved_bytes_total")).isEqualTo(48);
  }
}
