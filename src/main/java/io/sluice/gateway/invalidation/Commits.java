package io.sluice.gateway.invalidation;

import io.sluice.gateway.invalidation.InvalidationLog.CommitReply;
import io.sluice.gateway.invalidation.InvalidationLog.CommitRequest;
import io.sluice.gateway.invalidation.Receipt.CommitState;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Orders on their way into the log: committed once, or again and again until they are there. */
final class Commits {
  private static final long FIRST_RETRY_NANOS = 200_000_000L;
  private static final int MAX_DOUBLINGS = 5;

  private final CommitContext node;
  private final Epoch epoch;
  private final NodePorts ports;
  private final Receipts receipts;
  private final HeldTags held;
  private final int maxHeld;
  private final Acknowledgements acknowledgements;
  private final Set<Submission> unanswered = new LinkedHashSet<>();
  private final Set<Submission> repeating = new LinkedHashSet<>();
  private boolean stopped;

  Commits(
      CommitContext node,
      Epoch epoch,
      NodePorts ports,
      Receipts receipts,
      HeldTags held,
      int maxHeld,
      Acknowledgements acknowledgements) {
    this.node = node;
    this.epoch = epoch;
    this.ports = ports;
    this.receipts = receipts;
    this.held = held;
    this.maxHeld = maxHeld;
    this.acknowledgements = acknowledgements;
  }

  CompletionStage<Receipt> submit(Invalidation order, Delivery delivery) {
    Submission submission = receipts.open(order, delivery);
    if (stopped) {
      submission.failed(CommitState.REFUSED);
      answer(submission);
      return submission.result;
    }
    Scheduler.Timer timeout =
        ports.scheduler().schedule(order.timeout().toNanos(), () -> timedOut(submission));
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
            ports.newGenerations().getAsLong(),
            epoch.generation(),
            epoch.term(),
            submission.order.mode(),
            submission.tags);
    ports
        .log()
        .commit(request)
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
    long tagsLast = node.lastBefore(message);
    if (!node.observe(reply, message)) {
      return false;
    }
    long now = ports.clock().nanoTime();
    submission.committed(reply.generation(), tagsLast, reply.firstSequence(), now);
    if (!submission.reopened) {
      ports.listener().committed(submission.receipt(now));
    }
    if (!reply.verified()) {
      submission.weakened("the server's run id cannot be read: a failover may go unnoticed");
    }
    release(submission);
    acknowledgements.await(submission, reply, message);
    if (submission.order.awaiting() == Invalidation.Wait.COMMIT) {
      answer(submission);
    }
    return true;
  }

  /**
   * The server was replaced, restarted or set back. A commit that is not complete may have been
   * lost, and this node, if its registration was lost too, may not be asked for it: it is committed
   * again.
   */
  void epochChanged() {
    for (Submission submission : acknowledgements.giveUp()) {
      submission.reopen();
      attempt(submission, 0);
    }
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
    ports
        .scheduler()
        .schedule(
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
    submission.answer(ports.clock().nanoTime());
  }

  /** Hands out every receipt that is still awaited, as it stands. */
  void stop() {
    stopped = true;
    List.copyOf(unanswered).forEach(this::timedOut);
  }
}
