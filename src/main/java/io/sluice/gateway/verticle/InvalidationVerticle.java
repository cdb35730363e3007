package io.sluice.gateway.verticle;

import io.sluice.gateway.invalidation.ApplyMessage;
import io.sluice.gateway.invalidation.Change;
import io.sluice.gateway.invalidation.Invalidation;
import io.sluice.gateway.invalidation.InvalidationNode;
import io.sluice.gateway.invalidation.Receipt;
import io.sluice.gateway.message.Addresses;
import io.sluice.gateway.message.ApplyWire;
import io.sluice.gateway.message.LocalMessages;
import io.sluice.gateway.message.OrderJson;
import io.sluice.gateway.message.ReceiptJson;
import io.sluice.gateway.message.ReceiptQuery;
import io.sluice.gateway.message.ReceiptWire;
import io.sluice.gateway.message.Reclaim;
import io.sluice.gateway.message.Span;
import io.sluice.gateway.message.WireForm;
import io.sluice.gateway.spi.BusCounts;
import io.sluice.gateway.spi.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Owns this node's part in the invalidation protocol: takes orders, applies what other nodes have
 * committed, keeps the lease. One instance a node.
 */
public final class InvalidationVerticle extends VerticleBase {
  private static final DeliveryOptions LOCAL = LocalMessages.options(Duration.ofSeconds(30));

  /** The failure code of refused orders. */
  private static final int BAD_ORDER = 400;

  private final InvalidationNodes nodes;
  private final String incarnation;
  private final Supplier<List<String>> members;
  private final BusCounts counts;
  private final Supplier<Duration> timeout;
  private final Tracing tracing;
  private @Nullable InvalidationNode node;

  /**
   * @param nodes makes the protocol's node, on the event loop that will own it
   * @param members the incarnations that the cluster knows
   * @param timeout of orders from the bus that name none, as configured at the time of asking
   */
  public InvalidationVerticle(
      InvalidationNodes nodes,
      String incarnation,
      Supplier<List<String>> members,
      BusCounts counts,
      Supplier<Duration> timeout,
      Tracing tracing) {
    this.nodes = nodes;
    this.incarnation = incarnation;
    this.members = members;
    this.counts = counts;
    this.timeout = timeout;
    this.tracing = tracing;
  }

  @Override
  public Future<?> start() {
    var peers = new BusPeers(vertx, new PeerBus(vertx, counts), incarnation, members);
    var own = nodes.create(vertx, peers);
    node = own;
    var bus = vertx.eventBus();
    bus.<ReceiptQuery>localConsumer(
        Addresses.INVALIDATION_RECEIPTS, message -> receipts(own, message));
    bus.localConsumer(Addresses.INVALIDATION_STATUS, message -> message.reply(own.status(), LOCAL));
    var consumers =
        List.of(
            bus.consumer(
                Addresses.INVALIDATION_SUBMIT,
                (Message<Object> message) -> submit(own, peers, message)),
            NodeMessages.consume(
                vertx,
                Addresses.invalidationApply(incarnation),
                ApplyWire::decode,
                (order, message) -> apply(own, order, message)),
            NodeMessages.consume(
                vertx,
                Addresses.invalidationReceipt(incarnation),
                ReceiptWire::id,
                (id, message) -> message.reply(ReceiptWire.encode(own.receipt(id)))));
    // Known to the cluster first: a lease promises that invalidations reach this node.
    return Future.all(consumers.stream().map(MessageConsumer::completion).toList())
        .onSuccess(all -> own.start());
  }

  /** A record from a verticle of this node, or JSON from any application on the cluster. */
  private void submit(InvalidationNode own, BusPeers peers, Message<Object> message) {
    try {
      var body = WireForm.body(message);
      if (body instanceof Invalidation order) {
        submit(own, peers, order, message).onSuccess(receipt -> message.reply(receipt, LOCAL));
        return;
      }
      if (!(body instanceof JsonObject json)) {
        throw new IllegalArgumentException("an order is a JSON object");
      }
      if (OrderJson.isDryRun(json)) {
        throw new IllegalArgumentException("dryRun: true (allowed: in the control API)");
      }
      submit(own, peers, OrderJson.parse(json, timeout.get(), "event bus"), message)
          .onSuccess(receipt -> message.reply(ReceiptJson.of(receipt)));
    } catch (IllegalArgumentException invalid) {
      message.fail(BAD_ORDER, invalid.getMessage());
    }
  }

  private Future<Receipt> submit(
      InvalidationNode own, BusPeers peers, Invalidation order, Message<Object> message) {
    var span =
        tracing
            .work("invalidate", NodeMessages.headers(message))
            .set("sluice.tags", order.tags().size())
            .set("sluice.mode", order.mode().name().toLowerCase(Locale.ROOT));
    return span.until(
        Future.fromCompletionStage(own.submit(order, peers.below(span)), context)
            .onSuccess(
                receipt -> {
                  describe(span, receipt);
                  done(receipt);
                }));
  }

  private static void describe(Span span, Receipt receipt) {
    span.set("sluice.receipt", receipt.id()).set("sluice.complete", receipt.complete());
    if (!receipt.committed()) {
      span.fail(receipt.commit().name().toLowerCase(Locale.ROOT));
    }
  }

  private void done(Receipt receipt) {
    // What is only stale is still of use: to be served meanwhile, and to be validated.
    if (receipt.committed() && receipt.mode() == Change.Mode.HARD) {
      vertx
          .eventBus()
          .send(
              Addresses.TAGS_RECLAIM,
              new Reclaim(receipt.tags(), receipt.generation(), receipt.firstSequence()),
              LOCAL);
    }
  }

  private void apply(InvalidationNode own, ApplyMessage order, Message<Object> message) {
    var span =
        tracing
            .joined("apply", NodeMessages.headers(message))
            .set("sluice.node", incarnation)
            .set("sluice.tags", order.tags().size());
    boolean applied = own.apply(order);
    message.reply(applied);
    span.set("sluice.applied", applied).end();
  }

  private void receipts(InvalidationNode own, Message<ReceiptQuery> message) {
    var query = message.body();
    var id = query.id();
    message.reply(
        id == null
            ? own.receipts(query.since(), Optional.ofNullable(query.tag()))
            : own.receipt(id).stream().toList(),
        LOCAL);
  }

  @Override
  public Future<?> stop() {
    if (node == null) {
      return Future.succeededFuture();
    }
    Promise<Void> stopped = Promise.promise();
    node.stop().whenComplete((done, cause) -> stopped.complete());
    return stopped.future();
  }
}
