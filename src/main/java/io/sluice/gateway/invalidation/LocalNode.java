package io.sluice.gateway.invalidation;

import io.sluice.gateway.invalidation.Receipt.CommitState;
import io.sluice.gateway.invalidation.Receipt.Via;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A node without Redis, which numbers the records that it applies.
 *
 * <p>There is no lease: a message is repeated until its receiver has acknowledged it or has left
 * the cluster, and a node that is cut off from the others keeps answering. Receipts say so.
 */
final class LocalNode implements InvalidationNode {
  private static final String CAVEAT =
      "without Redis: confirmed over the bus alone, a node cut off from the cluster may be behind";

  private final String incarnation;
  private final ProtocolOptions options;
  private final LeaseClock clock;
  private final Scheduler scheduler;
  private final Peers peers;
  private final long generation;
  private final ProtocolListener listener;
  private final TagTable table = new TagTable();
  private final Validity validity;
  private final Receipts receipts;
  private final Set<Submission> waiting = new LinkedHashSet<>();
  private long applied;
  private boolean stopped;

  LocalNode(
      String incarnation,
      ProtocolOptions options,
      LeaseClock clock,
      Scheduler scheduler,
      Peers peers,
      long generation,
      ProtocolListener listener) {
    this.incarnation = incarnation;
    this.options = options;
    this.clock = clock;
    this.scheduler = scheduler;
    this.peers = peers;
    this.generation = generation;
    this.validity = new Validity(clock, table, Lease.UNBOUNDED);
    this.listener = listener;
    this.receipts = new Receipts(incarnation, options, clock, listener);
    table.reset(generation, 0);
    validity.token(new FetchToken(generation, 0));
  }

  @Override
  public Validity validity() {
    return validity;
  }

  @Override
  public void start() {}

  @Override
  public CompletionStage<Void> stop() {
    stopped = true;
    for (Submission submission : List.copyOf(waiting)) {
      answer(submission);
    }
    waiting.clear();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Receipt> submit(Invalidation order) {
    return submit(order, peers);
  }

  @Override
  public CompletionStage<Receipt> submit(Invalidation order, Delivery delivery) {
    Submission submission = receipts.open(order, delivery);
    if (stopped) {
      submission.failed(CommitState.REFUSED);
      answer(submission);
      return submission.result;
    }
    long tagsLast = Math.max(table.floor(), table.lastHard(submission.tags));
    submission.committed(generation, tagsLast, applied + 1, clock.nanoTime());
    listener.committed(submission.receipt(clock.nanoTime()));
    var message = new ApplyMessage(0, 0, applied, applied + 1, order.mode(), submission.tags);
    apply(message);
    submission.weakened(CAVEAT);
    submission.ack(incarnation, Via.SELF, clock.nanoTime());
    peers.members().forEach(peer -> submission.await(peer, Long.MAX_VALUE));
    waiting.add(submission);
    Scheduler.Timer timeout =
        scheduler.schedule(order.timeout().toNanos(), () -> answer(submission));
    submission.result.whenComplete((receipt, error) -> timeout.cancel());
    spread(submission, message);
    if (order.awaiting() == Invalidation.Wait.COMMIT) {
      answer(submission);
    }
    return submission.result;
  }

  /** Sends to every member that has not acknowledged, and again until there is none. */
  private void spread(Submission submission, ApplyMessage message) {
    if (stopped) {
      return;
    }
    Collection<String> members = peers.members();
    for (String peer : submission.pending()) {
      if (!members.contains(peer)) {
        submission.fence(peer, clock.nanoTime());
        continue;
      }
      submission
          .delivery
          .apply(peer, message)
          .whenComplete(
              (done, error) -> {
                if (Boolean.TRUE.equals(done)) {
                  submission.ack(peer, Via.BUS, clock.nanoTime());
                  completeIfResolved(submission);
                }
              });
    }
    completeIfResolved(submission);
    if (!submission.isComplete()) {
      scheduler.schedule(options.heartbeat().toNanos(), () -> spread(submission, message));
    }
  }

  private void completeIfResolved(Submission submission) {
    if (!submission.isComplete() && submission.pending().isEmpty()) {
      submission.complete(clock.nanoTime());
      waiting.remove(submission);
      listener.completed(submission.receipt(clock.nanoTime()), submission.isAnswered());
      answer(submission);
    }
  }

  private void answer(Submission submission) {
    submission.answer(clock.nanoTime());
  }

  @Override
  public boolean apply(ApplyMessage message) {
    table.apply(message.tags(), message.mode(), applied + 1);
    applied += message.tags().size();
    if (table.records() > options.maxTrackedTags()) {
      table.trim(options.maxTrackedTags() - options.maxTrackedTags() / 10);
    }
    validity.token(new FetchToken(generation, applied));
    return true;
  }

  @Override
  public void nudge(long head) {}

  @Override
  public Optional<Receipt> receipt(String id) {
    return receipts.find(id);
  }

  @Override
  public List<Receipt> receipts(Instant since, Optional<String> tag) {
    return receipts.list(since, tag);
  }

  @Override
  public ProtocolStatus status() {
    return new ProtocolStatus(
        incarnation,
        ProtocolStatus.Mode.LOCAL,
        true,
        Long.MAX_VALUE,
        generation,
        0,
        applied,
        applied,
        0,
        false,
        List.of(),
        0,
        0,
        -1,
        0,
        table.records(),
        table.bytes(),
        table.floor(),
        0,
        waiting.size());
  }
}
