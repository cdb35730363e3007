package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DebugTokenTest {
  private static final String FIELD = "X-Sluice-Debug";
  private static final String TOKEN = "t0ken-of-admin";

  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "admin.token",
          TOKEN,
          "rules",
          "[{\"name\":\"shop\",\"match\":{\"path\":\"/shop/**\"},\"key\":{\"headers\":[\"X-Shop\"]}}]");

  @Test
  void withTheTokenCacheStatusTellsKeyRuleAndLifetime() {
    gateway.origin().on("/shop/a", fresh("a"));
    var miss = gateway.get("/shop/a?q=1", "Host", "shop.test", "X-Shop", "de", FIELD, TOKEN);
    assertThat(miss.cacheStatus())
        .startsWith("sluice; fwd=uri-miss; stored; key=\"GET http://shop.test/shop/a?q=1 ")
        .contains("de")
        .contains("sluice-rule=\"shop\"")
        .contains("sluice-freshness=\"MAX_AGE lifetime=");
    var hit = gateway.get("/shop/a?q=1", "Host", "shop.test", "X-Shop", "de", FIELD, TOKEN);
    assertThat(hit.cacheStatus()).startsWith("sluice; hit; ttl=").contains("; key=\"GET http");
    assertThat(gateway.origin().last("/shop/a").field(FIELD)).isNull();
  }

  @Test
  void whatIsNotStoredHasItsReasonAndKeyToo() {
    gateway.origin().on("/mine", status(200).field("Cache-Control", "private").body("x"));
    assertThat(gateway.get("/mine", FIELD, TOKEN).cacheStatus())
        .contains("detail=private; key=\"GET http://");
  }

  @Test
  void nobodyElseSeesMore() {
    gateway.origin().on("/a", fresh("a"));
    assertThat(gateway.get("/a").cacheStatus()).isEqualTo("sluice; fwd=uri-miss; stored");
    assertThat(gateway.get("/a", FIELD, "wrong").cacheStatus()).matches("sluice; hit; ttl=\\d+");
    assertThat(gateway.get("/a", FIELD, "").cacheStatus()).matches("sluice; hit; ttl=\\d+");
  }
}
