package io.sluice.gateway.verticle;

import io.sluice.gateway.invalidation.Change;
import io.sluice.gateway.invalidation.Invalidation;
import io.sluice.gateway.invalidation.Receipt;
import io.sluice.gateway.message.Addresses;
import io.sluice.gateway.message.LocalMessages;
import io.sluice.gateway.message.Span;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/** Asks this node's Invalidation verticle. */
public final class InvalidationClient {
  /** The verticle answers at the order's own timeout; this is for a lost message only. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  /** By which a message, as a request, names its trace. */
  private static final List<String> TRACE = List.of("traceparent", "tracestate", "baggage");

  private final Vertx vertx;

  public InvalidationClient(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Hands an order in; fails only when the verticle is not there. */
  public Future<Receipt> submit(Invalidation order) {
    return submit(order, MultiMap.caseInsensitiveMultiMap());
  }

  /**
   * Hands an order in; fails only when the verticle is not there.
   *
   * @param fields of the request that orders it, which may name the trace that it belongs to
   */
  public Future<Receipt> submit(Invalidation order, MultiMap fields) {
    var options = LocalMessages.options(order.timeout().plus(MARGIN));
    for (var name : TRACE) {
      var value = fields.get(name);
      if (value != null) {
        options.addHeader(name, value);
      }
    }
    return vertx
        .eventBus()
        .<Receipt>request(Addresses.INVALIDATION_SUBMIT, order, options)
        .map(reply -> reply.body());
  }

  /**
   * Invalidates typed tags for good on the whole cluster.
   *
   * @param untilCommitted see {@link Invalidation#untilCommitted}
   * @param by who asks, for people
   * @param trace what they are invalidated for, in traces
   */
  public Future<Receipt> submit(
      List<String> tags, Duration timeout, boolean untilCommitted, String by, Span trace) {
    var fields = MultiMap.caseInsensitiveMultiMap();
    trace.carry(fields);
    return submit(
        new Invalidation(
            tags, Change.Mode.HARD, Invalidation.Wait.CLUSTER, timeout, untilCommitted, by),
        fields);
  }
}
