package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rule's grace stands in for the stale windows that a response does not name. */
class GraceTest {
  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with("rules", "[{\"match\":{\"path\":\"/kind/**\"},\"grace\":\"60s\"}]");

  private static OriginAnswer stale(String body) {
    return ok(body).field("Cache-Control", "max-age=10").field("Age", "20").field("ETag", "\"v\"");
  }

  @Test
  void withinItTheStaleResponseIsServedAndRefreshed() {
    gateway.origin().on("/kind/a", stale("old"), fresh("new"));
    gateway.get("/kind/a");
    var served = gateway.get("/kind/a");
    assertThat(served.text()).isEqualTo("old");
    assertThat(served.xCache()).isEqualTo("STALE");
    Until.met(() -> gateway.get("/kind/a").text().equals("new"));
  }

  @Test
  void withoutTheRuleItIsValidatedFirst() {
    gateway.origin().on("/strict", stale("old"), status(503).body("down"));
    gateway.get("/strict");
    assertThat(gateway.get("/strict").status()).isEqualTo(503);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 404, 302})
  void aPassingErrorIsNotKeptForIt(int status) {
    gateway
        .origin()
        .on("/kind/" + status, status(status).field("ETag", "\"e\"").body("once"), ok("well"));
    gateway.get("/kind/" + status);
    assertThat(gateway.get("/kind/" + status).text()).isEqualTo("well");
  }
}
