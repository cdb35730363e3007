package io.sluice.gateway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a process writes to its streams in the formats json and emf. */
@Timeout(90)
class LogFormatIT {

  @Test
  void everyLineIsAJsonObjectAndMetricsAreAmongThem() {
    try (var origin = ScriptedOrigin.started();
        var gateway =
            GatewayProcess.configured()
                .environment("REDIS_ENABLED", "false")
                .environment("SLUICE_LOG_FORMAT", "EMF")
                .environment("SLUICE_LOG_LEVEL", "debug")
                .environment("SLUICE_LOG_ACCESS", "stdout")
                .set("log.emf-interval", "1s")
                .set("node.id", "node-1")
                .origin(origin)
                .start()) {
      origin.otherwise(OriginAnswer.fresh("hello"));
      gateway.get("/a");
      gateway.get("/a");
      Until.met(() -> gateway.output().contains("\"HitRate\":"));
      Until.met(() -> gateway.output().contains("\"result\":\"hit\""));
      // One that concerns a request: it breaks off in its head.
      assertThat(gateway.log()).isNotEmpty().allSatisfy(line -> new JsonObject(line));
      var event =
          gateway.log().stream()
              .map(JsonObject::new)
              .filter(json -> json.containsKey("formattedMessage"))
              .findFirst()
              .orElseThrow();
      assertThat(event.fieldNames())
          .contains("timestamp", "level", "loggerName", "threadName", "formattedMessage");
      assertThat(metrics(gateway).getString("node")).isEqualTo("node-1");
      assertThat(accesses(gateway)).hasSize(2);
      assertThat(gateway.terminate()).isZero();
    }
  }

  private static JsonObject metrics(GatewayProcess gateway) {
    return gateway.log().stream()
        .map(JsonObject::new)
        .filter(json -> json.containsKey("HitRate") && !json.containsKey("rule"))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> accesses(GatewayProcess gateway) {
    return Arrays.stream(gateway.output().split("\n"))
        .filter(line -> line.startsWith("{\"event\":\"request\""))
        .toList();
  }
}
