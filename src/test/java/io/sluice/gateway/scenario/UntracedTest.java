package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

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

/** Without {@code tracing.enabled} traces are the affair of those on both sides of the gateway. */
class UntracedTest {
  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @RegisterExtension static final MemorySpans SPANS = new MemorySpans();
  @RegisterExtension static final GatewayUnderTest GATEWAY = GatewayUnderTest.with();

  @Test
  void whatTheClientTellsOfItsTraceGoesOnAsItCame() {
    GATEWAY.origin().on("/a", fresh("x"));
    GATEWAY.get("/a", "traceparent", PARENT, "tracestate", "of=another", "baggage", "a=b");
    GATEWAY.post("/a", "y", "traceparent", PARENT, "tracestate", "of=another", "baggage", "a=b");
    assertThat(GATEWAY.origin().requests("/a"))
        .hasSize(2)
        .allSatisfy(
            received -> {
              assertThat(received.fields("traceparent")).containsExactly(PARENT);
              assertThat(received.fields("tracestate")).containsExactly("of=another");
              assertThat(received.fields("baggage")).containsExactly("a=b");
            });
    assertThat(SPANS.all()).isEmpty();
  }

  @Test
  void whatAnotherNodeTellsOfItsTraceIsNoMatter() {
    var node = GATEWAY.gateway();
    var reply =
        node.vertx()
            .eventBus()
            .request(
                Addresses.invalidationApply(node.incarnation()),
                ApplyWire.encode(new ApplyMessage(0, 0, 1, 2, Change.Mode.HARD, List.of(7L))),
                new DeliveryOptions().addHeader("traceparent", PARENT));
    Until.met(reply::isComplete);
    assertThat(reply.result().body()).isEqualTo(true);
    assertThat(SPANS.all()).isEmpty();
  }

  @Test
  void noTraceIsBegun() {
    GATEWAY.origin().on("/b", fresh("x"));
    GATEWAY.get("/b");
    assertThat(GATEWAY.origin().last("/b").fields("traceparent")).isEmpty();
  }
}
