package io.sluice.gateway.verticle;

import io.sluice.gateway.invalidation.ApplyMessage;
import io.sluice.gateway.invalidation.Delivery;
import io.sluice.gateway.invalidation.Peers;
import io.sluice.gateway.message.Addresses;
import io.sluice.gateway.message.ApplyWire;
import io.sluice.gateway.message.Span;
import io.sluice.gateway.spi.BusCounts.Purpose;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The other nodes, over the clustered event bus: a request each, since publishing has no answer.
 * Where none comes, the acknowledgement comes by way of Redis, or the node is fenced.
 */
final class BusPeers implements Peers {
  /** A node that does not answer may be told again for as long as it is a member. */
  private static final int MAX_SPANS = 3;

  private final PeerBus bus;
  private final String own;
  private final Supplier<List<String>> members;

  /**
   * @param own this node's incarnation
   * @param members the incarnations that the cluster knows
   */
  BusPeers(Vertx vertx, PeerBus bus, String own, Supplier<List<String>> members) {
    this.bus = bus;
    this.own = own;
    this.members = members;
    new PeerGreetings(vertx, bus, this::members);
  }

  @Override
  public CompletionStage<Boolean> apply(String incarnation, ApplyMessage message) {
    return apply(incarnation, message, Span.NONE);
  }

  /** The way of one order's messages, which are in its trace, on this node and on the others. */
  Delivery below(Span order) {
    if (order == Span.NONE) {
      return this;
    }
    Map<String, Integer> told = new HashMap<>();
    return (incarnation, message) ->
        apply(
            incarnation,
            message,
            told.merge(incarnation, 1, Integer::sum) <= MAX_SPANS ? order : Span.NONE);
  }

  private CompletionStage<Boolean> apply(String incarnation, ApplyMessage message, Span order) {
    var span = order.call("peer apply").set("sluice.peer", incarnation);
    var headers = MultiMap.caseInsensitiveMultiMap();
    span.carry(headers);
    return bus.request(
            Purpose.APPLY,
            Addresses.invalidationApply(incarnation),
            ApplyWire.encode(message),
            headers)
        .map(reply -> Boolean.TRUE.equals(reply.body()))
        .onComplete(
            applied -> span.set("sluice.applied", applied).end(),
            cause -> span.fail(PeerBus.why(cause).name().toLowerCase(Locale.ROOT)).end())
        .toCompletionStage();
  }

  @Override
  public Collection<String> members() {
    return members.get().stream().filter(member -> !member.equals(own)).toList();
  }
}
