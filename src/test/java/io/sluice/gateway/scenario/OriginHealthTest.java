package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Origins that are asked how they are. */
class OriginHealthTest {
  private final ScriptedOrigin steady = ScriptedOrigin.started();
  private final ScriptedOrigin shaky = ScriptedOrigin.started();
  private final AtomicInteger health = new AtomicInteger(200);
  private GatewayUnderTest gateway = GatewayUnderTest.with();

  @AfterEach
  void stop() {
    gateway.close();
    steady.close();
    shaky.close();
  }

  private void start(String origins, int rise, int fall) {
    for (var origin : new ScriptedOrigin[] {steady, shaky}) {
      origin.on("/page", OriginAnswer.ok("page").field("Cache-Control", "no-store"));
      origin.on("/health", OriginAnswer.ok("fine"));
    }
    shaky.on("/health", request -> OriginAnswer.status(health.get()));
    gateway =
        GatewayUnderTest.with(
                "upstreams.default.origins",
                origins,
                "upstreams.default.balance",
                "round-robin",
                "upstreams.default.health.path",
                "/health",
                "upstreams.default.health.host",
                "shop.test",
                "upstreams.default.health.interval",
                "50ms",
                "upstreams.default.health.rise",
                "" + rise,
                "upstreams.default.health.fall",
                "" + fall)
            .start();
  }

  private JsonObject ready() {
    var response = gateway.admin("GET", "/health/ready", "");
    assertThat(response.status()).isEqualTo(200);
    return new JsonObject(response.text());
  }

  private int up() {
    return ready().getJsonObject("upstreams").getJsonObject("default").getInteger("up");
  }

  private void askForPages() {
    for (int i = 0; i < 20; i++) {
      assertThat(gateway.get("/page?n=" + i).status()).isEqualTo(200);
    }
  }

  @Test
  void anOriginIsTakenOutAndBroughtBack() {
    start(steady.url() + "," + shaky.url(), 2, 3);
    shaky.awaitCount("/health", 1);
    assertThat(up()).isEqualTo(2);

    int asked = shaky.count("/health");
    health.set(503);
    Until.met(() -> up() == 1);
    assertThat(shaky.count("/health") - asked).isGreaterThanOrEqualTo(3);
    askForPages();
    assertThat(shaky.count("/page")).isZero();
    assertThat(gateway.admin("GET", "/metrics", "").text())
        .contains("sluice_origin_up{origin=\"%s\",upstream=\"default\"} 0".formatted(shaky.url()))
        .contains("sluice_origin_up{origin=\"%s\",upstream=\"default\"} 1".formatted(steady.url()));

    asked = shaky.count("/health");
    health.set(200);
    Until.met(() -> up() == 2);
    assertThat(shaky.count("/health") - asked).isGreaterThanOrEqualTo(2);
    askForPages();
    assertThat(shaky.count("/page")).isBetween(8, 12);
  }

  @Test
  void fewerBadAnswersInARowThanItTakesChangeNothing() {
    var turn = new AtomicInteger();
    start(steady.url() + "," + shaky.url(), 100, 3);
    shaky.on(
        "/health", request -> OriginAnswer.status(turn.incrementAndGet() % 3 == 0 ? 200 : 500));
    shaky.awaitCount("/health", 20);
    assertThat(up()).isEqualTo(2);
  }

  @Test
  void theLastOriginIsNeverTakenOut() {
    start(shaky.url(), 2, 1);
    health.set(500);
    Until.met(() -> up() == 0);
    assertThat(ready().getString("status")).isEqualTo("UP");
    askForPages();
  }

  @Test
  void anOriginThatDoesNotAnswerIsTakenOut() {
    start(steady.url() + "," + shaky.url(), 2, 2);
    shaky.close();
    Until.met(() -> up() == 1);
    askForPages();
    assertThat(steady.count("/page")).isEqualTo(20);
  }

  @Test
  void theHostIsThatOfTheSite() {
    start(steady.url() + "," + shaky.url(), 1, 1);
    Until.met(() -> steady.count("/health") > 0);
    assertThat(steady.last("/health").field("host")).startsWith("shop.test");
  }
}
