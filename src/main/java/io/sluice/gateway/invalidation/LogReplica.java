package io.sluice.gateway.invalidation;

import io.sluice.gateway.invalidation.InvalidationLog.HeartbeatReply;
import java.util.List;

/**
 * This node's copy of the log: the table, up to where it is complete, and the token that follows
 * from that.
 *
 * <p>The order inside each method is the safety argument: records first, then the sequence that
 * claims to cover them.
 */
final class LogReplica {
  private final TagTable table;
  private final Validity validity;
  private long applied = -1;
  private long known = -1;
  private long head = -1;

  LogReplica(TagTable table, Validity validity) {
    this.table = table;
    this.validity = validity;
  }

  /** Forgets everything: a generation begins. */
  void restart(long generation, long floor) {
    validity.lease(Lease.NONE);
    table.reset(generation, floor);
    applied = -1;
    known = -1;
    head = -1;
    validity.token(new FetchToken(generation, applied));
  }

  /**
   * The last sequence before a commit, not yet applied, by which one of its tags was invalidated;
   * {@link Receipt#UNKNOWN} while something before it is missing.
   */
  long lastBefore(ApplyMessage message) {
    return applied == message.previousHead() && message.generation() == table.generation()
        ? Math.max(table.floor(), table.lastHard(message.tags()))
        : Receipt.UNKNOWN;
  }

  /**
   * Applies one commit of the present generation.
   *
   * @return false if something before it is missing
   */
  boolean apply(ApplyMessage message) {
    table.apply(message.tags(), message.mode(), message.firstSequence());
    known = Math.max(known, message.head());
    head = Math.max(head, message.head());
    if (applied == message.previousHead()) {
      advance(message.head());
    }
    return applied >= message.head();
  }

  /** Takes one page of changes of the present generation; claims nothing about completeness. */
  void merge(HeartbeatReply reply) {
    table.raiseFloor(reply.floor());
    table.apply(reply.changes());
    if (!reply.changes().isEmpty()) {
      known = Math.max(known, reply.changes().get(reply.changes().size() - 1).sequence());
    }
    head = Math.max(head, reply.head());
  }

  /** Every record up to {@code newHead} has been merged. */
  void complete(long newHead) {
    known = Math.max(known, newHead);
    if (newHead > applied) {
      advance(newHead);
    }
  }

  private void advance(long sequence) {
    applied = sequence;
    validity.token(new FetchToken(table.generation(), sequence));
  }

  List<Change> changesAfter(long sequence) {
    return table.changesAfter(sequence);
  }

  /** Every record up to here is in the table; −1 while it is not complete. */
  long applied() {
    return applied;
  }

  /** The highest sequence that this node knows of; what a recovering server asks for. */
  long known() {
    return known;
  }

  /** The highest head heard of. */
  long head() {
    return head;
  }
}
