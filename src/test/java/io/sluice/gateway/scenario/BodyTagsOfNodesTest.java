package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.Until;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes with one Redis, of which one fetches what carries tags in its body. */
class BodyTagsOfNodesTest {
  private static final String[] SHOP = {"Host", "shop.test"};
  private static final String[] SETTINGS = {
    "invalidation.lease",
    "2s",
    "invalidation.heartbeat",
    "50ms",
    "rules",
    "[{match: {path: /t/**}, ttl: 1h, tags: ['t:{body./tag}'], response: {set: {X-Rule: t}}}]"
  };
  private static final RealRedis REDIS = RealRedis.notStarted();
  private static final GatewayUnderTest ONE = GatewayUnderTest.with(SETTINGS).redis(REDIS);
  private static final GatewayUnderTest OTHER = GatewayUnderTest.with(SETTINGS).redis(REDIS);

  @BeforeAll
  static void start() {
    REDIS.start();
    ONE.start();
    OTHER.origin(ONE.origin()).start();
    Until.met(() -> OTHER.admin("GET", "/cluster", "").text().split("\"node\"").length > 2);
  }

  @AfterAll
  static void stop() {
    OTHER.close();
    ONE.close();
    REDIS.close();
  }

  private static OriginAnswer json(String start) {
    return ok(start).field("Content-Type", "application/json");
  }

  @Test
  void anEntryOfTheSharedStoreIsPurgedByWhatItsBodySays() {
    ONE.origin().on("/t/shared", json("{\"tag\":\"shared\"}"));
    ONE.get("/t/shared", SHOP);
    Until.met(() -> "HIT".equals(ONE.get("/t/shared", SHOP).xCache()));
    var shared = OTHER.get("/t/shared", SHOP);
    assertThat(shared.cacheStatus()).contains("hit", "detail=l2");
    assertThat(shared.field("x-rule")).isEqualTo("t");

    OTHER.purgeTags("t:shared");

    assertThat(ONE.get("/t/shared", SHOP).xCache()).isEqualTo("MISS");
  }

  @Test
  void whoWaitsForAnotherNodesFetchDoesNotGetWhatWasPurgedMeanwhile() {
    var gate = new Gate();
    ONE.origin()
        .on(
            "/t/late",
            json("{\"v\":1,").waitAt(gate).body("\"tag\":\"late\"}"),
            json("{\"v\":2,\"tag\":\"late\"}"));

    try (var early = ONE.connect();
        var late = OTHER.connect()) {
      early.request("GET", "/t/late", SHOP);
      gate.awaitReached();
      OTHER.purgeTags("t:late");
      late.request("GET", "/t/late", SHOP);
      gate.open();
      assertThat(early.response().text()).contains("\"v\":1");
      assertThat(late.response().text()).contains("\"v\":2");
    }
    assertThat(ONE.get("/t/late", SHOP).text()).contains("\"v\":2");
  }
}
