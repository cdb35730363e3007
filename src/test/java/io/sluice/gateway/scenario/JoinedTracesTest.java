package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.sluice.gateway.invalidation.ApplyMessage;
import io.sluice.gateway.invalidation.Change;
import io.sluice.gateway.message.Addresses;
import io.sluice.gateway.message.ApplyWire;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.MemorySpans;
import io.sluice.gateway.testing.Until;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node does with the trace that another one's invalidation is part of. */
class JoinedTracesTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SENDER = "00f067aa0ba902b7";
  private static final ApplyMessage MESSAGE =
      new ApplyMessage(0, 0, 1, 2, Change.Mode.HARD, List.of(7L, 8L));

  @RegisterExtension static final MemorySpans SPANS = new MemorySpans();

  @RegisterExtension
  static final GatewayUnderTest GATEWAY = GatewayUnderTest.with("tracing.enabled", "true");

  /** Whether the node says that it has applied it. */
  private static Object apply(DeliveryOptions options) {
    var node = GATEWAY.gateway();
    var reply =
        node.vertx()
            .eventBus()
            .request(
                Addresses.invalidationApply(node.incarnation()),
                ApplyWire.encode(MESSAGE),
                options);
    Until.met(reply::isComplete);
    return reply.result().body();
  }

  @Test
  void itsApplicationIsBelowTheSpanOfTheSender() {
    var sampled = "00-" + TRACE + "-" + SENDER + "-01";
    assertThat(apply(new DeliveryOptions().addHeader("traceparent", sampled))).isEqualTo(true);
    var span = MemorySpans.named("apply", SPANS.ofTrace(TRACE, 1));
    assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
    assertThat(span.getParentSpanId()).isEqualTo(SENDER);
    assertThat(span.getAttributes().get(AttributeKey.stringKey("sluice.node")))
        .isEqualTo(GATEWAY.gateway().incarnation());
    assertThat(span.getAttributes().get(AttributeKey.longKey("sluice.tags"))).isEqualTo(2);
    assertThat(span.getAttributes().get(AttributeKey.booleanKey("sluice.applied"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "garbage \u0000\r\n \ud83d",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E473X-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"
      })
  void anOddTraceparentIsNoParentAndNoFault(String odd) {
    assertThat(apply(new DeliveryOptions().addHeader("traceparent", odd))).isEqualTo(true);
    assertNothingSince();
  }

  @Test
  void neitherIsAnImmenseOneOrNone() {
    var immense = "00-" + TRACE.repeat(50_000) + "-" + SENDER + "-01";
    assertThat(apply(new DeliveryOptions().addHeader("traceparent", immense))).isEqualTo(true);
    assertThat(apply(new DeliveryOptions())).isEqualTo(true);
    assertNothingSince();
  }

  /** Once a later span has arrived, an earlier one would have. */
  private static void assertNothingSince() {
    var later = TRACE.replace('4', '5');
    apply(new DeliveryOptions().addHeader("traceparent", "00-" + later + "-" + SENDER + "-01"));
    SPANS.ofTrace(later, 1);
    assertThat(SPANS.all()).hasSize(1);
  }
}
