package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.ReloadResult.Outcome;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What belongs to the node, and to Redis, goes through a reload untouched. */
@Timeout(60)
class ReloadWithRedisTest {
  private final RealRedis redis = RealRedis.started();
  private final GatewayUnderTest gateway = GatewayUnderTest.with().redis(redis).start();

  @AfterEach
  void stop() {
    gateway.close();
    redis.close();
  }

  private JsonObject shown(String path) {
    return new JsonObject(gateway.admin("GET", path, "").text());
  }

  @Test
  void leaseReceiptsAndEntriesStay() {
    gateway.origin().otherwise(fresh("x"));
    Until.met(() -> "HIT".equals(gateway.get("/a").xCache()));
    var receipt =
        new JsonObject(
            gateway.admin("POST", "/cache/invalidations", "{\"tags\":[\"other\"]}").text());
    var before = shown("/cluster");

    for (int i = 0; i < 20; i++) {
      gateway.reconfigure("rules", "[{name: r%d, match: {path: /b}, ttl: 1h}]".formatted(i));
      assertThat(gateway.get("/a").xCache()).isEqualTo("HIT");
      assertThat(shown("/cluster").getBoolean("trusted")).isTrue();
    }

    var after = shown("/cluster");
    for (var same : new String[] {"node", "generation", "term", "heartbeatFailures"}) {
      assertThat(after.getValue(same)).as(same).isEqualTo(before.getValue(same));
    }
    assertThat(shown("/cache/invalidations/" + receipt.getString("id")).getBoolean("complete"))
        .isTrue();
    assertThat(gateway.origin().count("/a")).isEqualTo(1);
  }

  @Test
  void anEntryOfRedisIsNotServedEitherWhereItIsForbiddenNow() {
    gateway.origin().on("/page", fresh("old").field("Content-Type", "text/html"), fresh("new"));
    gateway.get("/page");
    Until.met(() -> shown("/cache/redis/health").getInteger("keys") > 0);
    gateway.reconfigure(
        "rules", "[{name: html, match: {path: /page, content-type: [text/html]}, cache: never}]");
    // Out of memory, so that Redis alone has it.
    gateway.reconfigure("cache.l1.max-bytes", "1MiB", "cache.max-size", "1");
    for (int i = 0; i < 5; i++) {
      gateway.get("/filler/" + i);
    }
    assertThat(gateway.get("/page").text()).isEqualTo("new");
  }

  @Test
  void redisItselfIsForARestart() {
    var result = gateway.reload("redis.key-prefix", "other:", "cache.grace", "9s");
    assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(result.restart()).containsExactly("redis.key-prefix");
    assertThat(gateway.gateway().config().cache().grace()).isZero();
  }
}
