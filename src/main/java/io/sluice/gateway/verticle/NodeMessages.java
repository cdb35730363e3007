package io.sluice.gateway.verticle;

import io.sluice.gateway.message.WireForm;
import io.sluice.gateway.message.WireForm.UnreadableException;
import io.sluice.gateway.spi.LogBudget;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what other nodes say at one address. What cannot be read, because it is of a later release
 * or garbage, is refused and logged at a bounded rate.
 */
public final class NodeMessages {
  /** The failure code of a refusal. */
  static final int UNREADABLE = 400;

  private static final Logger LOG = LoggerFactory.getLogger(NodeMessages.class);

  private final LogBudget budget = new LogBudget(3, Duration.ofMinutes(1), System::nanoTime);
  private final String address;

  private NodeMessages(String address) {
    this.address = address;
  }

  /**
   * Registers a consumer.
   *
   * @param decode may throw {@link UnreadableException}
   */
  public static <T> MessageConsumer<Object> consume(
      Vertx vertx,
      String address,
      Function<Buffer, T> decode,
      BiConsumer<T, Message<Object>> consumer) {
    var messages = new NodeMessages(address);
    return vertx
        .eventBus()
        .consumer(
            address,
            message -> {
              T decoded;
              try {
                decoded = decode.apply(WireForm.of(message));
              } catch (UnreadableException unreadable) {
                messages.refuse(message, unreadable);
                return;
              }
              consumer.accept(decoded, message);
            });
  }

  /**
   * What a message carries besides; nothing where that cannot be read, since no answer needs it.
   */
  static MultiMap headers(Message<?> message) {
    try {
      return message.headers();
    } catch (RuntimeException mangled) {
      return MultiMap.caseInsensitiveMultiMap();
    }
  }

  private void refuse(Message<Object> message, UnreadableException unreadable) {
    if (budget.take()) {
      long untold = budget.refusedSinceLast();
      LOG.warn(
          "A message to {} is refused: {}{}",
          address,
          unreadable.getMessage(),
          untold == 0 ? "" : " (and " + untold + " before it that were not logged)");
    }
    message.fail(UNREADABLE, String.valueOf(unreadable.getMessage()));
  }
}
