package io.sluice.gateway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.message.Addresses;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.LogLines;
import io.sluice.gateway.testing.Until;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What no release of ours sends between nodes is refused, and nothing throws. */
class NodeMessagesTest {
  private static final List<Object> GARBAGE =
      List.of(
          "text",
          7,
          true,
          new JsonArray(),
          new JsonObject().put("tags", "a"),
          Buffer.buffer(),
          Buffer.buffer("garbage"),
          Buffer.buffer(new byte[] {2, 0, 0}),
          Buffer.buffer(new byte[] {1, 0, 0}));

  @RegisterExtension final GatewayUnderTest gateway = GatewayUnderTest.with();

  private EventBus bus() {
    return gateway.gateway().vertx().eventBus();
  }

  @Test
  void questionsAreAnsweredByARefusal() {
    var own = gateway.gateway().incarnation();
    for (var address : List.of(Addresses.invalidationApply(own), Addresses.INVALIDATION_SUBMIT)) {
      for (var garbage : GARBAGE) {
        var reply = bus().request(address, garbage);
        Until.met(reply::isComplete);
        assertThat(reply.cause()).as(address + " " + garbage).isInstanceOf(ReplyException.class);
        assertThat(((ReplyException) reply.cause()).failureCode()).isEqualTo(400);
      }
    }
  }

  @Test
  void whatCannotBeReadIsLoggedAtABoundedRate() {
    try (var log = new LogLines()) {
      for (var address : List.of(Addresses.CACHE_MODE, Addresses.CACHE_SETTLED)) {
        for (int i = 0; i < 20; i++) {
          GARBAGE.forEach(garbage -> bus().publish(address, garbage));
        }
      }
      Until.met(() -> log.warns("A message to cache.mode is refused"));
      Until.met(() -> log.warns("A message to cache.settled is refused"));
      gateway.admin("PUT", "/cache/mode", "{\"mode\":\"bypass\"}");
      // One consumer for each event loop and the admin port, three lines each.
      assertThat(log.warnings())
          .filteredOn(line -> line.startsWith("A message to "))
          .hasSizeBetween(2, 9);
    }
  }
}
