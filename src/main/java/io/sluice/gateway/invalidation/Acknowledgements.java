package io.sluice.gateway.invalidation;

import io.sluice.gateway.invalidation.InvalidationLog.CommitReply;
import io.sluice.gateway.invalidation.InvalidationLog.HeartbeatReply;
import io.sluice.gateway.invalidation.Receipt.Via;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When a commit has succeeded: once each node that was registered at it has applied it or can no
 * longer hold a lease that it earned before, and no node can hold one of an earlier generation or
 * term.
 */
final class Acknowledgements {
  private final CommitContext node;
  private final NodePorts ports;
  private final Set<Submission> waiting = new LinkedHashSet<>();
  private long confirmedNanos = Submission.NEVER;

  Acknowledgements(CommitContext node, NodePorts ports) {
    this.node = node;
    this.ports = ports;
  }

  /** Spreads a commit to the nodes that were registered at it, and awaits them. */
  void await(Submission submission, CommitReply reply, ApplyMessage message) {
    submission.notBeforeNanos = node.settledAtNanos();
    submission.ack(node.incarnation(), Via.SELF, ports.clock().nanoTime());
    for (String peer : reply.nodes().keySet()) {
      if (!peer.equals(node.incarnation())) {
        submission.await(peer, node.fencedAtNanos(peer));
      }
    }
    waiting.add(submission);
    advance(submission);
    for (String peer : submission.pending()) {
      submission
          .delivery
          .apply(peer, message)
          .whenComplete((applied, error) -> answered(submission, peer, applied));
    }
  }

  private void answered(Submission submission, String peer, @Nullable Boolean applied) {
    if (Boolean.TRUE.equals(applied)) {
      submission.ack(peer, Via.BUS, ports.clock().nanoTime());
      advance(submission);
    }
  }

  /** Takes acknowledgements out of what the nodes have reported to the server. */
  void reported(HeartbeatReply reply) {
    for (Submission submission : List.copyOf(waiting)) {
      if (submission.generation() != reply.generation()) {
        continue;
      }
      for (String peer : submission.pending()) {
        var registration = reply.nodes().get(peer);
        if (registration != null && registration.applied() >= submission.sequence()) {
          submission.ack(peer, Via.REDIS, ports.clock().nanoTime());
        }
      }
      advance(submission);
    }
  }

  /** A heartbeat sent at this time found the log as this node knows it. */
  void confirmedAt(long sentNanos) {
    confirmedNanos = sentNanos;
    List.copyOf(waiting).forEach(this::advance);
  }

  private void advance(Submission submission) {
    if (!waiting.contains(submission)) {
      return;
    }
    long now = ports.clock().nanoTime();
    for (String peer : submission.fenceDue(now)) {
      ports.listener().fenced(peer, submission.receipt(now));
    }
    long settling = Math.max(submission.notBeforeNanos, node.settledAtNanos()) - now;
    boolean resolved = submission.pending().isEmpty();
    if (settling > 0 || submission.anyFenced()) {
      submission.byTime = true;
    }
    if (!resolved || settling > 0) {
      submission.resolvedNanos = Submission.NEVER;
      submission.cancelFence();
      long wait = resolved ? settling : submission.nanosToNextFence(now);
      submission.fence = ports.scheduler().schedule(wait, () -> advance(submission));
    } else if (!submission.byTime || confirmed(submission, now)) {
      waiting.remove(submission);
      submission.complete(now);
      ports.listener().completed(submission.receipt(now), submission.isAnswered());
      submission.answer(now);
    }
  }

  /**
   * What was decided by time and not by acknowledgements holds only if the log was still the same
   * when that time had passed. A replica that is told late of a failover helps the old master to a
   * majority for a while, of which the new one knows nothing.
   */
  private boolean confirmed(Submission submission, long now) {
    if (submission.resolvedNanos == Submission.NEVER) {
      submission.resolvedNanos = now;
      node.confirm();
    }
    return confirmedNanos != Submission.NEVER && confirmedNanos - submission.resolvedNanos >= 0;
  }

  /** Awaits nobody any longer, and returns what was not complete. */
  List<Submission> giveUp() {
    List<Submission> incomplete = List.copyOf(waiting);
    waiting.clear();
    incomplete.forEach(Submission::cancelFence);
    return incomplete;
  }

  boolean anyWaiting() {
    return !waiting.isEmpty();
  }
}
