package io.sluice.gateway.adapter.tracing;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The SDK as the standard variables set it up, here as system properties of the same names. */
class OtlpExportTest {
  private final Map<String, String> set = new HashMap<>();

  private void set(String name, String value) {
    set.put(name, value);
    System.setProperty(name, value);
  }

  @AfterEach
  void clear() {
    set.keySet().forEach(System::clearProperty);
  }

  @Test
  void spansGoToTheCollectorThatTheVariablesName() {
    try (var collector = ScriptedOrigin.started()) {
      collector.otherwise(OriginAnswer.status(200).field("Content-Type", "application/x-protobuf"));
      set("otel.exporter.otlp.endpoint", collector.url());
      set("otel.bsp.schedule.delay", "10");
      set("otel.metrics.exporter", "otlp");
      set("otel.logs.exporter", "otlp");
      try (var gateway = GatewayUnderTest.with("tracing.enabled", "true").start()) {
        gateway.origin().on("/sent", fresh("x"));
        gateway.get("/sent");
        collector.awaitCount("/v1/traces", 1);
        var received = collector.last("/v1/traces");
        assertThat(received.field("content-type")).isEqualTo("application/x-protobuf");
        Until.met(
            () ->
                collector.requests("/v1/traces").stream()
                    .anyMatch(sent -> sent.body().contains("/sent")));
        assertThat(received.body()).contains("service.name", "sluice", "service.instance.id");
      }
      assertThat(collector.requests()).allMatch(sent -> sent.target().equals("/v1/traces"));
    }
  }

  @Test
  void theServiceIsNamedByItsVariable() {
    try (var collector = ScriptedOrigin.started()) {
      collector.otherwise(OriginAnswer.status(200));
      set("otel.exporter.otlp.endpoint", collector.url());
      set("otel.service.name", "edge-berlin");
      var tracing = OpenTelemetryTracing.start("node-7", "1.2.3");
      tracing.work("x", io.vertx.core.MultiMap.caseInsensitiveMultiMap()).end();
      // What is still to be sent when the node stops is sent.
      tracing.close();
      collector.awaitCount("/v1/traces", 1);
      Until.met(() -> collector.last("/v1/traces").body().contains("edge-berlin"));
      assertThat(collector.last("/v1/traces").body()).contains("node-7", "1.2.3");
    }
  }

  @Test
  void aCollectorThatIsGoneIsNoMatterToRequests() {
    set("otel.exporter.otlp.endpoint", "http://127.0.0.1:1");
    set("otel.bsp.schedule.delay", "10");
    try (var gateway = GatewayUnderTest.with("tracing.enabled", "true").start()) {
      gateway.origin().on("/a", fresh("x"));
      for (int i = 0; i < 20; i++) {
        assertThat(gateway.get("/a").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void whatTheVariablesCannotMeanKeepsTheNodeFromStarting() {
    set("otel.exporter.otlp.protocol", "grpc");
    assertThatThrownBy(() -> OpenTelemetryTracing.start("node", "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("OTEL_")
        .hasMessageContaining("grpc");
    set("otel.exporter.otlp.protocol", "http/protobuf");
    set("otel.traces.exporter", "nonsense");
    assertThatThrownBy(() -> OpenTelemetryTracing.start("node", "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nonsense");
    var refused =
        assertThatThrownBy(() -> GatewayUnderTest.with("tracing.enabled", "true").start());
    refused.hasMessageContaining("nonsense");
  }
}
