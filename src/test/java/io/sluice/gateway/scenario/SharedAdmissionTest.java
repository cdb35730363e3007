package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RealRedisExtension;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code cache.l2.admission: second-hit}: Redis is for what is asked for again. */
class SharedAdmissionTest {
  @RegisterExtension static final RealRedisExtension REDIS = new RealRedisExtension();

  @Test
  void whatIsFetchedOnceStaysOutOfRedis() {
    try (var origin = ScriptedOrigin.started();
        var gateway = node(origin);
        var other = node(origin)) {
      origin.on("/once", fresh("page").field("Cache-Tag", "once"));
      origin.on("/twice", fresh("page").field("Cache-Tag", "twice"));
      gateway.awaitLease();
      other.awaitLease();
      get(gateway, "/once");
      get(gateway, "/twice");
      gateway.purgeTags("twice");
      get(gateway, "/twice");

      // Of one event loop, and so of one connection: what was written before is there, too.
      Until.met(() -> !inRedis(gateway).isEmpty());
      assertThat(inRedis(gateway)).containsExactly("http://shop.test/twice");
      assertThat(get(other, "/twice")).isEqualTo("HIT");
      assertThat(get(gateway, "/once")).isEqualTo("HIT");
      gateway.purgeTags("once");
      assertThat(get(gateway, "/once")).isEqualTo("MISS");
      Until.met(() -> inRedis(gateway).size() == 2);
    }
  }

  private static GatewayUnderTest node(ScriptedOrigin origin) {
    return GatewayUnderTest.with("cache.l2.admission", "second-hit", "vertx.event-loops", "1")
        .redis(REDIS.server())
        .origin(origin)
        .start();
  }

  private static String get(GatewayUnderTest gateway, String path) {
    return String.valueOf(gateway.get(path, "Host", "shop.test").xCache());
  }

  private static List<String> inRedis(GatewayUnderTest gateway) {
    var page = new JsonObject(gateway.admin("GET", "/cache/entries", "").text());
    return page.getJsonArray("entries").stream()
        .map(entry -> ((JsonObject) entry).getString("url"))
        .toList();
  }
}
