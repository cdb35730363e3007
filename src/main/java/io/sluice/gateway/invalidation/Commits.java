package io.sluice.gateway.invalidation;

import io.sluice.gateway.invalidation.InvalidationLog.CommitReply;
import io.sluice.gateway.invalidation.InvalidationLog.CommitRequest;
import io.sluice.gateway.invalidation.InvalidationLog.HeartbeatReply;
import io.sluice.gateway.invalidation.Receipt.CommitState;
import io.sluice.gateway.invalidation.Receipt.Via;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The commit rule: an invalidation has succeeded once each node that was registered at its commit
 * has applied it or can no longer hold a lease that it earned before, and no node can hold one of
 * an earlier generation or term.
 */
final class Commits {
  private static final long FIRST_RETRY_NANOS = 200_000_000L;
  private static final int MAX_DOUBLINGS = 5;

  private final CommitContext node;
  private final Epoch epoch;
  private final LeaseClock clock;
  private final Scheduler scheduler;
  private final InvalidationLog log;
  private final Peers peers;
  private final LongSupplier newGenerations;
  private final Receipts receipts;
  private final HeldTags held;
  private final int maxHeld;
  private final ProtocolListener listener;
  private final Set<Submission> waiting = new LinkedHashSet<>();
  private final Set<Submission> unanswered = new LinkedHashSet<>();
  private final Set<Submission> repeating = new LinkedHashSet<>();
  private long confirmedNanos = Submission.NEVER;
  private boolean stopped;

  Commits(
      CommitContext node,
      Epoch epoch,
      LeaseClock clock,
      Scheduler scheduler,
      InvalidationLog log,
      Peers peers,
      LongSupplier newGenerations,
      Receipts receipts,
      HeldTags held,
      int maxHeld,
      ProtocolListener listener) {
    this.node = node;
    this.epoch = epoch;
    this.clock = clock;
    this.scheduler = scheduler;
    this.log = log;
    this.peers = peers;
    this.newGenerations = newGenerations;
    this.receipts = receipts;
    this.held = held;
    this.maxHeld = maxHeld;
    this.listener = listener;
  }

  CompletionStage<Receipt> submit(Invalidation order) {
    Submission submission = receipts.open(order);
    if (stopped) {
      submission.failed(CommitState.REFUSED);
      answer(submission);
      return submission.result;
    }
    Scheduler.Timer timeout =
        scheduler.schedule(order.timeout().toNanos(), () -> timedOut(submission));
    unanswered.add(submission);
    submission.result.whenComplete(
        (receipt, error) -> {
          timeout.cancel();
          unanswered.remove(submission);
        });
    attempt(submission, 0);
    return submission.result;
  }

  private void attempt(Submission submission, int doublings) {
    var request =
        new CommitRequest(
            newGenerations.getAsLong(),
            epoch.generation(),
            epoch.term(),
            submission.order.mode(),
            submission.tags);
    log.commit(request)
        .whenComplete(
            (reply, error) -> {
              if (reply == null) {
                failed(submission, stateAfter(error), doublings);
              } else if (!reply.durable() || !committed(submission, reply)) {
                failed(submission, CommitState.UNKNOWN, doublings);
              }
            });
  }

  private static CommitState stateAfter(@Nullable Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    return cause instanceof LogUnavailableException e && !e.mayHaveRun()
        ? CommitState.REFUSED
        : CommitState.UNKNOWN;
  }

  private boolean committed(Submission submission, CommitReply reply) {
    var message =
        new ApplyMessage(
            reply.generation(),
            reply.term(),
            reply.previousHead(),
            reply.firstSequence(),
            submission.order.mode(),
            submission.tags);
    if (!node.observe(reply, message)) {
      return false;
    }
    long now = clock.nanoTime();
    submission.committed(reply.generation(), reply.previousHead(), reply.firstSequence());
    submission.notBeforeNanos = node.settledAtNanos();
    if (!reply.verified()) {
      submission.weakened("the server's run id cannot be read: a failover may go unnoticed");
    }
    release(submission);
    submission.ack(node.incarnation(), Via.SELF, now);
    for (String peer : reply.nodes().keySet()) {
      if (!peer.equals(node.incarnation())) {
        submission.await(peer, node.fencedAtNanos(peer));
      }
    }
    waiting.add(submission);
    advance(submission);
    for (String peer : submission.pending()) {
      peers
          .apply(peer, message)
          .whenComplete((applied, error) -> acknowledged(submission, peer, applied));
    }
    if (submission.order.awaiting() == Invalidation.Wait.COMMIT) {
      answer(submission);
    }
    return true;
  }

  private void acknowledged(Submission submission, String peer, @Nullable Boolean applied) {
    if (Boolean.TRUE.equals(applied)) {
      submission.ack(peer, Via.BUS, clock.nanoTime());
      advance(submission);
    }
  }

  /** Takes acknowledgements out of what the nodes have reported to the server. */
  void acknowledged(HeartbeatReply reply) {
    for (Submission submission : List.copyOf(waiting)) {
      if (submission.generation() != reply.generation()) {
        continue;
      }
      for (String peer : submission.pending()) {
        var registration = reply.nodes().get(peer);
        if (registration != null && registration.applied() >= submission.sequence()) {
          submission.ack(peer, Via.REDIS, clock.nanoTime());
        }
      }
      advance(submission);
    }
  }

  /**
   * The server was replaced, restarted or set back. A commit that is not complete may have been
   * lost, and this node, if its registration was lost too, may not be asked for it: it is committed
   * again.
   */
  void epochChanged() {
    for (Submission submission : List.copyOf(waiting)) {
      waiting.remove(submission);
      submission.reopen();
      attempt(submission, 0);
    }
  }

  private void advance(Submission submission) {
    if (!waiting.contains(submission) || stopped) {
      return;
    }
    long now = clock.nanoTime();
    List<String> fenced = submission.fenceDue(now);
    for (String peer : fenced) {
      listener.fenced(peer, submission.receipt(now));
    }
    long settling = Math.max(submission.notBeforeNanos, node.settledAtNanos()) - now;
    boolean resolved = submission.pending().isEmpty();
    if (settling > 0 || submission.anyFenced()) {
      submission.byTime = true;
    }
    if (resolved && settling <= 0 && submission.byTime && !confirmed(submission, now)) {
      return;
    }
    if (resolved && settling <= 0) {
      submission.complete();
      waiting.remove(submission);
      answer(submission);
      return;
    }
    if (submission.fence != null) {
      submission.fence.cancel();
    }
    long wait = resolved ? settling : submission.nanosToNextFence(now);
    submission.fence = scheduler.schedule(wait, () -> advance(submission));
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

  /** A heartbeat sent at this time found the log as this node knows it. */
  void confirmedAt(long sentNanos) {
    confirmedNanos = sentNanos;
    List.copyOf(waiting).forEach(this::advance);
  }

  private void failed(Submission submission, CommitState state, int doublings) {
    boolean repeat = submission.order.untilCommitted() || submission.reopened;
    if (!repeat || stopped) {
      submission.failed(state);
      answer(submission);
      return;
    }
    hold(submission);
    repeating.add(submission);
    if (held.size() > maxHeld || repeating.size() > maxHeld) {
      giveUpRepeating();
      return;
    }
    scheduler.schedule(
        FIRST_RETRY_NANOS << doublings,
        () -> {
          if (repeating.remove(submission) && !stopped) {
            attempt(submission, Math.min(doublings + 1, MAX_DOUBLINGS));
          }
        });
  }

  /** So much has failed that it is cheaper to void everything than to remember it. */
  private void giveUpRepeating() {
    node.voidEverything();
    for (Submission submission : repeating) {
      release(submission);
      submission.weakened("too much to repeat: everything is voided instead");
      submission.failed(CommitState.UNKNOWN);
      answer(submission);
    }
    repeating.clear();
  }

  private void timedOut(Submission submission) {
    if (!submission.isCommitted()) {
      if (submission.order.untilCommitted()) {
        hold(submission);
      } else {
        submission.failed(CommitState.UNKNOWN);
      }
    }
    answer(submission);
  }

  private void hold(Submission submission) {
    boolean applied = submission.reopened || submission.held;
    if (!applied && submission.order.mode() == Change.Mode.HARD) {
      submission.held = true;
      held.hold(submission.tags);
    }
  }

  private void release(Submission submission) {
    if (submission.held) {
      submission.held = false;
      held.release(submission.tags);
    }
  }

  private void answer(Submission submission) {
    submission.result.complete(submission.receipt(clock.nanoTime()));
  }

  /** Hands out every receipt that is still awaited, as it stands. */
  void stop() {
    stopped = true;
    for (Submission submission : waiting) {
      if (submission.fence != null) {
        submission.fence.cancel();
      }
    }
    waiting.clear();
    List.copyOf(unanswered).forEach(this::timedOut);
  }

  boolean anyWaiting() {
    return !waiting.isEmpty();
  }
}
