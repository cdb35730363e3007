package io.sluice.gateway.verticle;

import io.sluice.gateway.invalidation.ApplyMessage;
import io.sluice.gateway.invalidation.Peers;
import io.sluice.gateway.message.Addresses;
import io.sluice.gateway.message.ApplyWire;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The other nodes, over the clustered event bus: a request each, since publishing has no answer.
 */
public final class BusPeers implements Peers {
  /** Beyond it the acknowledgement comes by way of Redis, or the node is fenced. */
  private static final DeliveryOptions OPTIONS = new DeliveryOptions().setSendTimeout(1000);

  private final Vertx vertx;
  private final String own;
  private final Supplier<List<String>> members;

  /**
   * @param own this node's incarnation
   * @param members the incarnations that the cluster knows
   */
  public BusPeers(Vertx vertx, String own, Supplier<List<String>> members) {
    this.vertx = vertx;
    this.own = own;
    this.members = members;
    new PeerGreetings(vertx, this::members);
  }

  @Override
  public CompletionStage<Boolean> apply(String incarnation, ApplyMessage message) {
    return vertx
        .eventBus()
        .request(Addresses.invalidationApply(incarnation), ApplyWire.encode(message), OPTIONS)
        .map(reply -> Boolean.TRUE.equals(reply.body()))
        .toCompletionStage();
  }

  @Override
  public Collection<String> members() {
    return members.get().stream().filter(member -> !member.equals(own)).toList();
  }
}
