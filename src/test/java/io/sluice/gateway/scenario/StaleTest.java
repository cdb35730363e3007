package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Responses arrive with an Age beyond their lifetime, so that no test waits for them to age. */
class StaleTest {
  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "fetch.first-byte-timeout", "300ms",
          "fetch.retries", "0",
          "fetch.breaker.max-failures", "2",
          "fetch.breaker.reset-timeout", "60s");

  private static OriginAnswer aged(String body, String directives) {
    return ok(body).field("Cache-Control", "max-age=10, " + directives).field("Age", "20");
  }

  @Test
  void whileRevalidatingTheStaleResponseIsServedAndRefreshedOnce() {
    var gate = new Gate();
    gateway
        .origin()
        .on(
            "/swr",
            aged("old", "stale-while-revalidate=60"),
            status(200).field("Cache-Control", "max-age=60").waitAt(gate).body("new"));
    gateway.get("/swr");

    for (int i = 0; i < 5; i++) {
      var stale = gateway.get("/swr");
      assertThat(stale.text()).isEqualTo("old");
      assertThat(stale.xCache()).isEqualTo("STALE");
      assertThat(stale.cacheStatus()).matches("sluice; hit; ttl=-1\\d");
    }
    gate.awaitReached();
    gate.open();
    Until.met(() -> gateway.get("/swr").text().equals("new"));
    assertThat(gateway.origin().count("/swr")).isEqualTo(2);
  }

  @Test
  void aRefreshAsksForNoMoreThanAConfirmation() {
    gateway
        .origin()
        .on(
            "/confirmed",
            aged("old", "stale-while-revalidate=60").field("ETag", "\"v\""),
            status(304).field("ETag", "\"v\"").field("Cache-Control", "max-age=60"));
    gateway.get("/confirmed");

    assertThat(gateway.get("/confirmed").xCache()).isEqualTo("STALE");
    Until.met(() -> "HIT".equals(gateway.get("/confirmed").xCache()));
    assertThat(gateway.get("/confirmed").text()).isEqualTo("old");
    assertThat(gateway.origin().last("/confirmed").field("if-none-match")).isEqualTo("\"v\"");
    assertThat(gateway.origin().count("/confirmed")).isEqualTo(2);
  }

  @Test
  void onAnErrorTheStaleResponseStandsIn() {
    gateway.origin().on("/sie", aged("old", "stale-if-error=60"), status(503).body("down"));
    gateway.get("/sie");

    var stale = gateway.get("/sie");
    assertThat(stale.status()).isEqualTo(200);
    assertThat(stale.text()).isEqualTo("old");
    assertThat(stale.xCache()).isEqualTo("STALE");
    assertThat(stale.cacheStatus()).contains("fwd=stale").contains("fwd-status=503");
  }

  @Test
  void mustRevalidateForbidsIt() {
    gateway
        .origin()
        .on("/must", aged("old", "stale-if-error=60, must-revalidate"), status(503).body("down"));
    gateway.get("/must");

    assertThat(gateway.get("/must").status()).isEqualTo(503);
  }

  @Test
  void withoutStaleIfErrorTheErrorIsPassedOn() {
    gateway.origin().on("/err", aged("old", "stale-while-revalidate=0"), status(500).body("no"));
    gateway.get("/err");

    assertThat(gateway.get("/err").status()).isEqualTo(500);
  }

  @Test
  void onlyIfCachedIsAnswered504WithoutTheOrigin() {
    gateway.origin().on("/oic", fresh("x"));

    var none = gateway.get("/oic", "Cache-Control", "only-if-cached");
    assertThat(none.status()).isEqualTo(504);
    assertThat(none.cacheStatus()).contains("detail=only-if-cached");
    assertThat(gateway.origin().count("/oic")).isZero();
    gateway.get("/oic");
    assertThat(gateway.get("/oic", "Cache-Control", "only-if-cached").text()).isEqualTo("x");
  }

  @Test
  void requestDirectivesAreHonoured() {
    gateway.origin().on("/dir", fresh("1"), fresh("2"), fresh("3"));
    gateway.get("/dir");

    assertThat(gateway.get("/dir", "Cache-Control", "no-cache").text()).isEqualTo("2");
    assertThat(gateway.get("/dir").text()).isEqualTo("2");
    var noStore = gateway.get("/dir", "Cache-Control", "no-store");
    assertThat(noStore.cacheStatus()).doesNotContain("stored");
    assertThat(gateway.get("/dir", "Cache-Control", "max-stale=5, max-age=30").xCache())
        .isEqualTo("HIT");
  }

  /** Last by its nature: the breaker it opens stays open; hence a gateway of its own. */
  @Test
  void anOpenCircuitCountsAsAnErrorToo() {
    var other =
        GatewayUnderTest.with(
            "fetch.first-byte-timeout", "500ms",
            "fetch.retries", "0",
            "vertx.event-loops", "1",
            "fetch.breaker.max-failures", "2",
            "fetch.breaker.reset-timeout", "60s");
    try (other) {
      other.start();
      other.origin().on("/kept", aged("old", "stale-if-error=60"));
      other.origin().on("/hang", status(200).hang());
      other.get("/kept");
      other.origin().on("/kept", status(200).hang());

      var slow = other.get("/kept");
      assertThat(slow.text()).isEqualTo("old");
      assertThat(slow.cacheStatus()).contains("detail=origin-timeout");
      Until.met(() -> other.get("/hang").status() == 503);
      var open = other.get("/none");
      assertThat(open.field("retry-after")).isNotNull();
      assertThat(open.cacheStatus()).contains("detail=circuit-open");
      int before = other.origin().count("/kept");
      assertThat(other.get("/kept").text()).isEqualTo("old");
      assertThat(other.origin().count("/kept")).isEqualTo(before);
    }
  }
}
