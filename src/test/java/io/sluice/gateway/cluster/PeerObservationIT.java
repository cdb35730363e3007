package io.sluice.gateway.cluster;

import static io.sluice.gateway.testing.MemorySpans.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.sluice.gateway.testing.FreePort;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.MemorySpans;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.Until;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two clustered nodes in this JVM: what metrics and traces show of the messages between them. */
@Timeout(60)
class PeerObservationIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CLIENT = "00f067aa0ba902b7";

  @RegisterExtension static final MemorySpans SPANS = new MemorySpans();

  private final String name = "test-" + UUID.randomUUID();
  private final int[] ports = {FreePort.find(), FreePort.find()};
  private final RealRedis redis = RealRedis.started();
  private @Nullable GatewayUnderTest first;
  private @Nullable GatewayUnderTest second;

  private GatewayUnderTest started(int node, boolean traced) {
    return GatewayUnderTest.with(
            "cluster.enabled",
            "true",
            "cluster.name",
            name,
            "cluster.host",
            "127.0.0.1",
            "cluster.port",
            Integer.toString(ports[node]),
            "cluster.members",
            "127.0.0.1:" + ports[0] + ",127.0.0.1:" + ports[1],
            "invalidation.lease",
            "2s",
            "invalidation.heartbeat",
            "200ms",
            "node.id",
            "node-" + node,
            "tracing.enabled",
            Boolean.toString(traced))
        .redis(redis)
        .start();
  }

  private void start(boolean secondIsTraced) {
    first = started(0, true);
    second = started(1, secondIsTraced);
    // The first message to a peer is a greeting.
    Until.met(() -> metric(first(), "sluice_bus_reply_seconds_count{purpose=\"greeting\"}") == 1);
    Until.met(() -> metric(second(), "sluice_bus_reply_seconds_count{purpose=\"greeting\"}") == 1);
  }

  @AfterEach
  void stop() {
    for (var gateway : Arrays.asList(second, first)) {
      if (gateway != null) {
        gateway.close();
      }
    }
    redis.close();
  }

  private GatewayUnderTest first() {
    return Objects.requireNonNull(first);
  }

  private GatewayUnderTest second() {
    return Objects.requireNonNull(second);
  }

  private static double metric(GatewayUnderTest gateway, String series) {
    var text = gateway.admin("GET", "/metrics", "").text();
    var found = Pattern.compile("(?m)^" + Pattern.quote(series) + " (\\S+)$").matcher(text);
    assertThat(found.find()).as(series).isTrue();
    return Double.parseDouble(found.group(1));
  }

  /** The first order of a JVM loads classes, which may take longer than a peer is waited for. */
  private void warmUp() {
    var receipt = first().admin("POST", "/cache/invalidations", "{\"tags\": [\"none\"]}");
    assertThat(receipt.status()).as(receipt.text()).isEqualTo(200);
  }

  private void purge() {
    var receipt =
        first()
            .admin(
                "POST",
                "/cache/invalidations",
                "{\"tags\": [\"a\", \"b\"]}",
                "traceparent",
                "00-" + TRACE + "-" + CLIENT + "-01");
    assertThat(receipt.status()).as(receipt.text()).isEqualTo(200);
  }

  private static String text(SpanData span, String attribute) {
    return Objects.requireNonNull(span.getAttributes().get(AttributeKey.stringKey(attribute)));
  }

  private static boolean isApplied(SpanData span) {
    return Boolean.TRUE.equals(span.getAttributes().get(AttributeKey.booleanKey("sluice.applied")));
  }

  private static String node(SpanData span) {
    return Objects.requireNonNull(
        span.getResource().getAttribute(AttributeKey.stringKey("service.instance.id")));
  }

  @Test
  void anInvalidationIsOneTraceFromTheOrderToItsApplicationOnTheOtherNode() {
    start(true);
    warmUp();
    double messages = metric(first(), "sluice_bus_messages_total{purpose=\"apply\"}");
    double bytes = metric(first(), "sluice_bus_sent_bytes_total{purpose=\"apply\"}");
    double replies = metric(first(), "sluice_bus_reply_seconds_count{purpose=\"apply\"}");
    purge();
    var spans = SPANS.ofTrace(TRACE, 3);
    assertThat(spans).hasSize(3);
    var order = named("invalidate", spans);
    assertThat(order.getParentSpanId()).isEqualTo(CLIENT);
    var hop = named("peer apply", spans);
    assertThat(hop.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(hop.getParentSpanId()).isEqualTo(order.getSpanId());
    assertThat(node(hop)).isEqualTo(first().gateway().incarnation());
    assertThat(text(hop, "sluice.peer")).isEqualTo(second().gateway().incarnation());
    var applied = named("apply", spans);
    assertThat(applied.getKind()).isEqualTo(SpanKind.SERVER);
    assertThat(applied.getParentSpanId()).isEqualTo(hop.getSpanId());
    assertThat(node(applied)).isEqualTo(second().gateway().incarnation());
    assertThat(text(applied, "sluice.node")).isEqualTo(second().gateway().incarnation());
    assertThat(List.of(hop, applied)).allMatch(PeerObservationIT::isApplied);

    assertThat(metric(first(), "sluice_bus_messages_total{purpose=\"apply\"}"))
        .isEqualTo(messages + 1);
    assertThat(metric(first(), "sluice_bus_sent_bytes_total{purpose=\"apply\"}"))
        .isEqualTo(bytes + 54);
    assertThat(metric(first(), "sluice_bus_reply_seconds_count{purpose=\"apply\"}"))
        .isEqualTo(replies + 1);
    assertThat(metric(second(), "sluice_bus_messages_total{purpose=\"apply\"}")).isZero();
  }

  @Test
  void aNodeThatIsNotTracedAppliesWithoutASpan() {
    start(false);
    purge();
    var spans = SPANS.ofTrace(TRACE, 2);
    assertThat(spans)
        .extracting(SpanData::getName)
        .containsExactlyInAnyOrder("invalidate", "peer apply");
    assertThat(isApplied(named("peer apply", spans))).isTrue();
  }

  @Test
  void whatIsToldToAllIsCountedAndANodeThatHasGoneIsAFailure() {
    start(false);
    first().admin("PUT", "/cache/mode", "{\"mode\":\"read-only\"}");
    assertThat(metric(first(), "sluice_bus_messages_total{purpose=\"mode\"}")).isEqualTo(1);

    var receipt = second().gateway().incarnation() + "-1";
    assertThat(first().admin("GET", "/cache/invalidations/" + receipt, "").status()).isEqualTo(404);
    assertThat(metric(first(), "sluice_bus_reply_seconds_count{purpose=\"receipt\"}")).isEqualTo(1);
    second().close();
    // The registry of the bus learns of it in its own time.
    Until.met(
        () -> {
          first().admin("GET", "/cache/invalidations/" + receipt, "");
          return metric(
                  first(), "sluice_bus_failures_total{cause=\"no_handlers\",purpose=\"receipt\"}")
              == 1;
        });
    assertThat(metric(first(), "sluice_bus_reply_seconds_count{purpose=\"receipt\"}")).isEqualTo(1);
  }
}
