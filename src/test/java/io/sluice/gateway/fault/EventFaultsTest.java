package io.sluice.gateway.fault;

import static io.sluice.gateway.testing.EventSender.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.EventSender;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that Redis does not take, and senders who may not send. */
class EventFaultsTest {
  private static final String MAPPINGS = "[{match: {type: t}, tags: ['{data./id}']}]";
  private static final String GOOD = "{\"id\":1}";

  @Test
  void withoutRedisTheSenderIsToldToRepeatAndARepetitionWorks() {
    try (var redis = RealRedis.started();
        var gateway =
            GatewayUnderTest.with(
                    "events.mappings",
                    MAPPINGS,
                    "invalidation.lease",
                    "1s",
                    "invalidation.heartbeat",
                    "100ms",
                    "invalidation.timeout",
                    "500ms")
                .redis(redis)
                .start()) {
      var sender = new EventSender(gateway.adminPort());
      var good = event("1", "t", "/s", GOOD);
      var bad = event("2", "t", "/s", "{}");
      redis.kill();
      Until.met(() -> health(gateway).getString("redis").equals("down"));

      var refused = sender.batch(good, bad);
      assertThat(refused.status()).isIn(503, 504);
      assertThat(refused.field("content-type")).isEqualTo("application/problem+json");
      assertThat(counted(gateway, "failed")).isEqualTo(1);
      assertThat(counted(gateway, "dead")).as("counted when it is kept").isZero();
      var dead = sender.structured(bad);
      assertThat(dead.status()).isEqualTo(422);
      assertThat(dead.text()).contains("data./id: missing (not kept: Redis is away)");
      assertThat(letters(gateway).status()).isEqualTo(503);

      redis.start();
      gateway.awaitLease();
      Until.met(() -> letters(gateway).status() == 200);
      Until.met(() -> sender.batch(good, bad).status() == 422);
      assertThat(counted(gateway, "applied")).isPositive();
      // A busy machine may lose a command to its time-out.
      Until.met(() -> letters(gateway).text().split("data./id: missing", -1).length == 2);
    }
  }

  @Test
  void eventsNeedTheScopeThatPurgesNeedAndReadingNone(@TempDir Path directory) throws IOException {
    var tokens = new StringBuilder();
    for (var scope : new String[] {"read", "purge"}) {
      var file = Files.writeString(directory.resolve(scope), "the-" + scope + "-token");
      tokens.append("- {token-file: '").append(file).append("', scopes: [").append(scope);
      tokens.append("]}\n");
    }
    try (var gateway =
        GatewayUnderTest.with("events.mappings", MAPPINGS, "admin.tokens", tokens.toString())
            .start()) {
      var sender = new EventSender(gateway.adminPort());
      var body = EventSender.json(event("1", "t", "/s", GOOD));
      assertThat(sender.post(body).status()).isEqualTo(401);
      for (var path : new String[] {"/cache/events", "/cache/events/dead-letters/1/replay"}) {
        assertThat(sender.postTo(path, body, "Authorization", "Bearer the-read-token").status())
            .isEqualTo(403);
      }
      assertThat(sender.post(body, "Authorization", "Bearer the-purge-token").status())
          .isEqualTo(200);
      assertThat(letters(gateway).status()).isEqualTo(401);
    }
  }

  private static RawResponse letters(GatewayUnderTest gateway) {
    return gateway.admin("GET", "/cache/events/dead-letters", "");
  }

  private static JsonObject health(GatewayUnderTest gateway) {
    return new JsonObject(gateway.admin("GET", "/health/ready", "").text());
  }

  private static int counted(GatewayUnderTest gateway, String result) {
    var name = "sluice_events_total{result=\"" + result + "\",source=\"http\"} ";
    return gateway
        .admin("GET", "/metrics", "")
        .text()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(name.length())))
        .sum();
  }
}
