package io.sluice.gateway.verticle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.message.WireForm;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.impl.CodecManager;
import io.vertx.core.eventbus.impl.clustered.ClusteredMessage;
import io.vertx.core.eventbus.impl.codecs.BufferMessageCodec;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A message whose headers cannot be read says what its body says. */
class MangledHeadersTest {
  private static final String NAME = "traceparent";

  private static ClusteredMessage<?, ?> received(int lengthOfName) {
    var wire =
        new ClusteredMessage<>(
                "node",
                "address",
                MultiMap.caseInsensitiveMultiMap().add(NAME, "00"),
                Buffer.buffer("body"),
                new BufferMessageCodec(),
                true,
                null)
            .encodeToWire();
    int name = wire.toString(StandardCharsets.ISO_8859_1).indexOf(NAME);
    wire.setInt(name - Integer.BYTES, lengthOfName);
    var received = new ClusteredMessage<>(null);
    received.readFromWire(wire.slice(Integer.BYTES, wire.length()), new CodecManager());
    return received;
  }

  @Test
  void theyAreNone() {
    assertThat(NodeMessages.headers(received(NAME.length())).get(NAME)).isEqualTo("00");
    for (int length : new int[] {1000, Integer.MAX_VALUE, -5}) {
      assertThatThrownBy(() -> received(length).headers()).isInstanceOf(RuntimeException.class);
      assertThat(NodeMessages.headers(received(length))).isEmpty();
      assertThat(WireForm.of(received(length))).isEqualTo(Buffer.buffer("body"));
    }
  }
}
