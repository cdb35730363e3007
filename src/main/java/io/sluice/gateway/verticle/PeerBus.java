package io.sluice.gateway.verticle;

import io.sluice.gateway.spi.BusCounts;
import io.sluice.gateway.spi.BusCounts.Failure;
import io.sluice.gateway.spi.BusCounts.Purpose;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;

/** Says something to other nodes, and counts it. {@link NodeMessages} hears it there. */
public final class PeerBus {
  /** Nothing that is asked of another node depends on its answer alone. */
  static final long TIMEOUT_MILLIS = 1000;

  private final Vertx vertx;
  private final BusCounts counts;

  public PeerBus(Vertx vertx, BusCounts counts) {
    this.vertx = vertx;
    this.counts = counts;
  }

  /** As the other with no headers. */
  public Future<Message<Object>> request(Purpose purpose, String address, Buffer content) {
    return request(purpose, address, content, MultiMap.caseInsensitiveMultiMap());
  }

  /**
   * Asks one node.
   *
   * @return fails within a second when there is no answer; {@link #why} says for which reason
   */
  Future<Message<Object>> request(
      Purpose purpose, String address, Buffer content, MultiMap headers) {
    var options = new DeliveryOptions().setSendTimeout(TIMEOUT_MILLIS).setHeaders(headers);
    counts.sent(purpose, content.length());
    long sentNanos = System.nanoTime();
    return vertx
        .eventBus()
        .request(address, content, options)
        .onComplete(
            reply -> counts.answered(purpose, System.nanoTime() - sentNanos),
            cause -> counts.failed(purpose, why(cause)));
  }

  /** Tells every node, this one included. */
  public void publish(Purpose purpose, String address, Buffer content) {
    if (vertx.isClustered()) {
      counts.sent(purpose, content.length());
    }
    vertx.eventBus().publish(address, content);
  }

  /** Why a request has no answer. */
  static Failure why(Throwable cause) {
    return cause instanceof ReplyException reply
        ? switch (reply.failureType()) {
          case TIMEOUT -> Failure.TIMEOUT;
          case NO_HANDLERS -> Failure.NO_HANDLERS;
          case RECIPIENT_FAILURE -> Failure.REFUSED;
          case ERROR -> Failure.ERROR;
        }
        : Failure.ERROR;
  }
}
