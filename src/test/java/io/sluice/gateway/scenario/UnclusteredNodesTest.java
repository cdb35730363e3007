package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes with one Redis and no bus between them: every message on the bus is lost. */
class UnclusteredNodesTest {
  private static final String[] SHOP = {"Host", "shop.test"};
  private static final RealRedis REDIS = RealRedis.notStarted();
  private static final String[] SETTINGS = {
    "invalidation.lease", "2s", "invalidation.heartbeat", "50ms"
  };

  private static final GatewayUnderTest FIRST = GatewayUnderTest.with(SETTINGS).redis(REDIS);

  private static final GatewayUnderTest SECOND = GatewayUnderTest.with(SETTINGS).redis(REDIS);

  @BeforeAll
  static void start() {
    REDIS.start();
    FIRST.start();
    SECOND.start();
  }

  @AfterAll
  static void stop() {
    FIRST.close();
    SECOND.close();
    REDIS.close();
  }

  @Test
  void anInvalidationIsAcknowledgedThroughRedis() {
    SECOND.origin().on("/page", fresh("old").field("Cache-Tag", "page"), fresh("new"));
    SECOND.get("/page", SHOP);
    Until.met(() -> "HIT".equals(SECOND.get("/page", SHOP).xCache()));
    Until.met(() -> registered() == 2);

    var answer = FIRST.admin("POST", "/cache/invalidations", "{\"tags\":[\"page\"]}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(ways(new JsonObject(answer.text())))
        .isEqualTo(
            Map.of(
                FIRST.gateway().incarnation(), "acked by self",
                SECOND.gateway().incarnation(), "acked by redis"));
    assertThat(SECOND.get("/page", SHOP).text()).isEqualTo("new");
    Until.met(
        () ->
            FIRST
                .admin("GET", "/metrics", "")
                .text()
                .contains(
                    "sluice_bus_failures_total{cause=\"no_handlers\",purpose=\"apply\"} 1.0"));
  }

  private static int registered() {
    return new JsonObject(FIRST.admin("GET", "/cluster", "").text())
        .getJsonArray("registered")
        .size();
  }

  private static Map<String, String> ways(JsonObject receipt) {
    return receipt.getJsonArray("nodes").stream()
        .map(JsonObject.class::cast)
        .collect(
            Collectors.toMap(
                node -> node.getString("node"),
                node -> node.getString("state") + " by " + node.getString("via")));
  }
}
