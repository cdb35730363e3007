package io.sluice.gateway.verticle;

import io.sluice.gateway.invalidation.Change;
import io.sluice.gateway.invalidation.Invalidation;
import io.sluice.gateway.invalidation.Receipt;
import io.sluice.gateway.message.Addresses;
import io.sluice.gateway.message.LocalMessages;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/** Asks this node's Invalidation verticle. */
public final class InvalidationClient {
  /** The verticle answers at the order's own timeout; this is for a lost message only. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final Vertx vertx;

  public InvalidationClient(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Hands an order in; fails only when the verticle is not there. */
  public Future<Receipt> submit(Invalidation order) {
    return vertx
        .eventBus()
        .<Receipt>request(
            Addresses.INVALIDATION_SUBMIT,
            order,
            LocalMessages.options(order.timeout().plus(MARGIN)))
        .map(reply -> reply.body());
  }

  /**
   * Invalidates typed tags for good on the whole cluster.
   *
   * @param untilCommitted see {@link Invalidation#untilCommitted}
   * @param by who asks, for people
   */
  public Future<Receipt> submit(
      List<String> tags, Duration timeout, boolean untilCommitted, String by) {
    return submit(
        new Invalidation(
            tags, Change.Mode.HARD, Invalidation.Wait.CLUSTER, timeout, untilCommitted, by));
  }
}
