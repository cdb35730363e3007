package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class VaryTest {
  @RegisterExtension
  static final GatewayUnderTest gateway = GatewayUnderTest.with("cache.max-variants", "3");

  @Test
  void eachVariantIsStoredByItself() {
    gateway
        .origin()
        .on("/v", request -> fresh("for " + request.field("X-Kind")).field("Vary", "X-Kind"));

    assertThat(gateway.get("/v", "X-Kind", "a").text()).isEqualTo("for a");
    var other = gateway.get("/v", "X-Kind", "b");
    assertThat(other.text()).isEqualTo("for b");
    assertThat(other.cacheStatus()).isEqualTo("sluice; fwd=vary-miss; stored");
    assertThat(gateway.get("/v", "X-Kind", "a").text()).isEqualTo("for a");
    assertThat(gateway.get("/v", "X-Kind", "b").text()).isEqualTo("for b");
    assertThat(gateway.get("/v").text()).isEqualTo("for null");
    assertThat(gateway.origin().count("/v")).isEqualTo(3);
  }

  @Test
  void languagesOfEqualWeightHaveNoOrder() {
    gateway.origin().on("/lang", fresh("x").field("Vary", "Accept-Language"));

    gateway.get("/lang", "Accept-Language", "de, EN");
    assertThat(gateway.get("/lang", "Accept-Language", "en,de").xCache()).isEqualTo("HIT");
    assertThat(gateway.get("/lang", "Accept-Language", "en;q=0.5,de").xCache()).isEqualTo("MISS");
  }

  @Test
  void anApiKeyIsComparedLetterByLetter() {
    gateway.origin().on("/key", fresh("x").field("Vary", "X-Api-Key"));

    gateway.get("/key", "X-Api-Key", "abc");
    assertThat(gateway.get("/key", "X-Api-Key", "ABC").xCache()).isEqualTo("MISS");
    assertThat(gateway.get("/key", "X-Api-Key", "abc").xCache()).isEqualTo("HIT");
  }

  @Test
  void varyStarNeverMatches() {
    gateway.origin().on("/star", fresh("1").field("Vary", "*"), fresh("2"));

    gateway.get("/star");
    assertThat(gateway.get("/star").text()).isEqualTo("2");
  }

  @Test
  void theOldestVariantGoesWhenThereAreTooMany() {
    gateway.origin().on("/many", fresh("x").field("Vary", "X-Kind"));

    for (var kind : new String[] {"1", "2", "3", "4"}) {
      gateway.get("/many", "X-Kind", kind);
    }
    assertThat(gateway.get("/many", "X-Kind", "4").xCache()).isEqualTo("HIT");
    assertThat(gateway.get("/many", "X-Kind", "2").xCache()).isEqualTo("HIT");
    assertThat(gateway.get("/many", "X-Kind", "1").xCache()).isEqualTo("MISS");
  }

  @Test
  void concurrentRequestsForDifferentVariantsEachGetTheirOwn() {
    gateway
        .origin()
        .on("/cv", request -> fresh("for " + request.field("X-Kind")).field("Vary", "X-Kind"));

    var crowdA = gateway.crowd(10, "/cv", "X-Kind", "a");
    var crowdB = gateway.crowd(10, "/cv", "X-Kind", "b");
    for (var client : crowdA) {
      assertThat(client.response().text()).isEqualTo("for a");
      client.close();
    }
    for (var client : crowdB) {
      assertThat(client.response().text()).isEqualTo("for b");
      client.close();
    }
  }
}
