package io.sluice.gateway.verticle;

import io.sluice.gateway.invalidation.ApplyMessage;
import io.sluice.gateway.invalidation.Peers;
import io.sluice.gateway.message.Addresses;
import io.sluice.gateway.message.ApplyWire;
import io.sluice.gateway.spi.BusCounts.Purpose;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The other nodes, over the clustered event bus: a request each, since publishing has no answer.
 * Where none comes, the acknowledgement comes by way of Redis, or the node is fenced.
 */
final class BusPeers implements Peers {
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
    return bus.request(
            Purpose.APPLY, Addresses.invalidationApply(incarnation), ApplyWire.encode(message))
        .map(reply -> Boolean.TRUE.equals(reply.body()))
        .toCompletionStage();
  }

  @Override
  public Collection<String> members() {
    return members.get().stream().filter(member -> !member.equals(own)).toList();
  }
}
