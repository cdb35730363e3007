package io.sluice.gateway.message;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import java.time.Duration;

/**
 * Messages that pass by reference between verticles of one node.
 *
 * <p>The codec hands the object over as it is and refuses the wire. Senders must use {@link
 * #options}: without {@code localOnly} the first use of an address asks the cluster for it, which
 * fails or stalls while a peer is stopped.
 */
public final class LocalMessages {
  private static final String CODEC = "by-reference";

  private LocalMessages() {}

  /** Once for each Vert.x instance, before any verticle is deployed. */
  public static void register(EventBus bus) {
    bus.registerCodec(new ByReference());
  }

  /**
   * @param timeout how long a reply may take; deadlines of the work itself are shorter and belong
   *     to whoever does it
   */
  public static DeliveryOptions options(Duration timeout) {
    return new DeliveryOptions()
        .setCodecName(CODEC)
        .setLocalOnly(true)
        .setTracingPolicy(io.vertx.core.tracing.TracingPolicy.IGNORE)
        .setSendTimeout(timeout.toMillis());
  }

  private static final class ByReference implements MessageCodec<Object, Object> {
    @Override
    public void encodeToWire(Buffer buffer, Object message) {
      throw new UnsupportedOperationException(message.getClass() + " never leaves its node");
    }

    @Override
    public Object decodeFromWire(int pos, Buffer buffer) {
      throw new UnsupportedOperationException("no message of this codec crosses the wire");
    }

    @Override
    public Object transform(Object message) {
      return message;
    }

    @Override
    public String name() {
      return CODEC;
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }
}
