package io.sluice.gateway.invalidation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * One node's part in the invalidation protocol.
 *
 * <p>Confined to one event loop: every method but {@link #validity()} is called on it, and its
 * {@link Scheduler} and ports call back on it.
 */
public sealed interface InvalidationNode permits LeasedNode, LocalNode {
  /**
   * A node whose invalidations are sequenced in Redis and which trusts its stores only while it
   * holds a lease.
   *
   * @param incarnation names this node and this boot; never used again after a restart, without
   *     white space
   * @param newGenerations random numbers for generations; never 0
   */
  static InvalidationNode leased(
      String incarnation,
      ProtocolOptions options,
      LeaseClock clock,
      Scheduler scheduler,
      InvalidationLog log,
      Peers peers,
      LongSupplier newGenerations,
      ProtocolListener listener) {
    var ports = new NodePorts(clock, scheduler, log, peers, newGenerations, listener);
    return new LeasedNode(incarnation, options, ports, new LeaseTimes(options.lease()));
  }

  /**
   * A node without Redis: it numbers the records it applies, always trusts its table, and a receipt
   * is complete when every member of the cluster has acknowledged over the bus.
   *
   * @param generation random, not 0
   */
  static InvalidationNode local(
      String incarnation,
      ProtocolOptions options,
      LeaseClock clock,
      Scheduler scheduler,
      Peers peers,
      long generation,
      ProtocolListener listener) {
    return new LocalNode(incarnation, options, clock, scheduler, peers, generation, listener);
  }

  /** What the hit path asks; the same object for ever, safe from any thread. */
  Validity validity();

  /** Begins heartbeats. Until the first has succeeded nothing is trusted. */
  void start();

  /**
   * Gives up the lease, deregisters and stops the timers. The stage completes, never exceptionally,
   * when the server has answered or the attempt has failed.
   */
  CompletionStage<Void> stop();

  /**
   * Invalidates.
   *
   * @return completes, never exceptionally, with the receipt as soon as what the order waits for
   *     has happened, the commit has failed, or the timeout has passed
   */
  CompletionStage<Receipt> submit(Invalidation order);

  /**
   * As {@link #submit(Invalidation)}.
   *
   * @param delivery by which this order's messages go to the other nodes
   */
  CompletionStage<Receipt> submit(Invalidation order, Delivery delivery);

  /**
   * Takes a message from another node.
   *
   * @return true if it was applied: every later look at {@link #validity()} sees it, so it may be
   *     acknowledged. False if the generations differ; then nothing may be acknowledged
   */
  boolean apply(ApplyMessage message);

  /** Takes a hint, which may be lost or doubled, that the log has grown to this sequence. */
  void nudge(long head);

  /** The receipt as it stands now; empty if it is unknown or too old. */
  Optional<Receipt> receipt(String id);

  /**
   * The receipts of orders submitted at or after an instant, oldest first.
   *
   * @param tag if present, only those that name this typed tag
   */
  List<Receipt> receipts(Instant since, Optional<String> tag);

  /** The state now. */
  ProtocolStatus status();
}
