package io.sluice.gateway.team;

import static io.sluice.gateway.testing.OriginAnswer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.RedisClusterGroup;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The proxy of {@link RulesProxyTest}, whose Redis is a Cluster. */
@DisplayName("A caching proxy with rules (memory → Redis → file → target), on a Redis Cluster")
@Timeout(120)
class RulesProxyOnClusterIT {
  private static final Path ENVIRONMENT = Path.of("conf/examples/rules-proxy.env");

  private static final String[] SHOP = {"Host", "shop.test"};

  @Test
  @DisplayName(
      "Redis password, database, prefix per environment, Cluster, pub/sub, transactions: Cluster")
  void cluster() {
    Assumptions.assumeTrue(
        RealRedis.isAvailable(),
        "SKIPPED: no redis-server for this machine: name one in SLUICE_TEST_REDIS_SERVER");
    try (var group = RedisClusterGroup.started(0);
        var origin = ScriptedOrigin.started();
        var first = node(group, origin);
        var second = node(group, origin)) {
      for (var node : List.of(first, second)) {
        Until.met(() -> node.admin("GET", "/health/ready", "").text().contains("\"redis\":\"up\""));
      }
      origin.otherwise(ok("x").field("Cache-Tag", "all"));
      for (int i = 0; i < 20; i++) {
        assertThat(first.get("/api/products/" + i, SHOP).xCache()).isEqualTo("MISS");
      }
      Until.met(() -> group.firsts().stream().mapToInt(RulesProxyOnClusterIT::entries).sum() == 20);
      assertThat(group.firsts()).allSatisfy(shard -> assertThat(entries(shard)).isPositive());
      for (int i = 0; i < 20; i++) {
        assertThat(second.get("/api/products/" + i, SHOP).cacheStatus()).contains("detail=l2");
      }
      first.purgeTags("all");
      assertThat(second.get("/api/products/1", SHOP).xCache()).isEqualTo("MISS");
    }
  }

  private static int entries(RealRedis shard) {
    try (var admin = shard.connect()) {
      var names = String.valueOf(admin.call("KEYS", "shop-staging:e:*"));
      return names.split("shop-staging:e:", -1).length - 1;
    }
  }

  private static GatewayUnderTest node(RedisClusterGroup group, ScriptedOrigin origin) {
    var node = GatewayUnderTest.with("redis.replicas", "0").environment(ENVIRONMENT);
    return node.redis(group::uri).origin(origin).start();
  }
}
