package io.sluice.gateway.invalidation;

import io.sluice.gateway.invalidation.Receipt.CommitState;
import io.sluice.gateway.invalidation.Receipt.NodeState;
import io.sluice.gateway.invalidation.Receipt.State;
import io.sluice.gateway.invalidation.Receipt.Via;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One invalidation on its way: how its commit went, and which nodes can still answer from an older
 * fetch.
 */
final class Submission {
  final String id;
  final Invalidation order;
  final Delivery delivery;
  final List<Long> tags;
  final CompletableFuture<Receipt> result = new CompletableFuture<>();
  private final long submittedNanos;
  private final Instant submitted;
  private final ProtocolListener listener;
  private final Map<String, NodeState> nodes = new LinkedHashMap<>();
  private final Map<String, Long> fencedAtNanos = new LinkedHashMap<>();
  private CommitState commit = CommitState.PENDING;
  private Optional<String> detail = Optional.empty();
  private long generation;
  private long tagsLast;
  private long firstSequence;
  private long sequence;
  private boolean complete;
  private Optional<Duration> toCommit = Optional.empty();
  private Optional<Duration> toComplete = Optional.empty();

  /** Stands for a time that has not come. */
  static final long NEVER = Long.MIN_VALUE;

  /** No success before this time, whatever the nodes say. */
  long notBeforeNanos;

  /** True if success depends on time having passed and not on acknowledgements alone. */
  boolean byTime;

  /** When nothing was left to wait for but the confirmation. */
  long resolvedNanos = NEVER;

  /** True once it was in the log: then the commit is repeated until it is there again. */
  boolean reopened;

  /** True while the tags are held in this node. */
  boolean held;

  Scheduler.@Nullable Timer fence;

  Submission(
      String id,
      Invalidation order,
      Delivery delivery,
      long nowNanos,
      Instant submitted,
      ProtocolListener listener) {
    this.id = id;
    this.order = order;
    this.delivery = delivery;
    this.tags = order.tags().stream().map(TagHash::of).distinct().toList();
    this.submittedNanos = nowNanos;
    this.notBeforeNanos = nowNanos;
    this.submitted = submitted;
    this.listener = listener;
  }

  void committed(long inGeneration, long tagsBefore, long first, long nowNanos) {
    commit = CommitState.COMMITTED;
    toCommit = Optional.of(Duration.ofNanos(nowNanos - submittedNanos));
    generation = inGeneration;
    tagsLast = tagsBefore;
    firstSequence = first;
    sequence = first + tags.size() - 1;
  }

  /** The log may have lost the commit: everything begins again. */
  void reopen() {
    reopened = true;
    commit = CommitState.PENDING;
    toCommit = Optional.empty();
    byTime = false;
    resolvedNanos = NEVER;
    nodes.clear();
    fencedAtNanos.clear();
    cancelFence();
  }

  void cancelFence() {
    if (fence != null) {
      fence.cancel();
    }
  }

  /** Hands out the receipt as it stands, unless that was done before. */
  void answer(long nowNanos) {
    if (!isAnswered()) {
      Receipt receipt = receipt(nowNanos);
      listener.answered(receipt);
      result.complete(receipt);
    }
  }

  /** Records that the commit failed, unless an answer came meanwhile. */
  void failed(CommitState state) {
    if (commit != CommitState.COMMITTED) {
      commit = state;
    }
  }

  boolean isCommitted() {
    return commit == CommitState.COMMITTED;
  }

  long generation() {
    return generation;
  }

  long sequence() {
    return sequence;
  }

  void weakened(String why) {
    detail = Optional.of(why);
  }

  /** Awaits a node until it acknowledges or that time has come. */
  void await(String node, long fencedAt) {
    nodes.put(node, new NodeState(node, State.PENDING, Optional.empty(), 0));
    fencedAtNanos.put(node, fencedAt);
  }

  /** Records an acknowledgement; one that was fenced already stays so. */
  void ack(String node, Via via, long nowNanos) {
    if (via == Via.SELF || fencedAtNanos.remove(node) != null) {
      nodes.put(node, new NodeState(node, State.ACKED, Optional.of(via), millis(nowNanos)));
    }
  }

  void fence(String node, long nowNanos) {
    if (fencedAtNanos.remove(node) != null) {
      nodes.put(node, new NodeState(node, State.FENCED, Optional.empty(), millis(nowNanos)));
    }
  }

  boolean anyFenced() {
    return nodes.values().stream().anyMatch(node -> node.state() == State.FENCED);
  }

  /** The nodes still awaited; a copy. */
  List<String> pending() {
    return List.copyOf(fencedAtNanos.keySet());
  }

  /** Fences the awaited nodes whose time has come, and returns them. */
  List<String> fenceDue(long nowNanos) {
    List<String> due = new ArrayList<>();
    fencedAtNanos.forEach(
        (node, at) -> {
          if (nowNanos - at >= 0) {
            due.add(node);
          }
        });
    due.forEach(node -> fence(node, nowNanos));
    return due;
  }

  /** Nanoseconds until an awaited node may be fenced; never less than one. */
  long nanosToNextFence(long nowNanos) {
    long next = Long.MAX_VALUE;
    for (long at : fencedAtNanos.values()) {
      next = Math.min(next, at - nowNanos);
    }
    return Math.max(1, next);
  }

  void complete(long nowNanos) {
    complete = true;
    toComplete = Optional.of(Duration.ofNanos(nowNanos - submittedNanos));
  }

  /** Whether the receipt has been handed out. */
  boolean isAnswered() {
    return result.isDone();
  }

  boolean isComplete() {
    return complete;
  }

  /** True while it may still succeed by itself. */
  boolean isPending() {
    return !complete && (commit == CommitState.PENDING || commit == CommitState.COMMITTED);
  }

  Instant submitted() {
    return submitted;
  }

  Receipt receipt(long nowNanos) {
    List<NodeState> states = new ArrayList<>();
    for (NodeState node : nodes.values()) {
      states.add(
          node.state() == State.PENDING
              ? new NodeState(node.node(), State.PENDING, Optional.empty(), millis(nowNanos))
              : node);
    }
    return new Receipt(
        id,
        order.tags(),
        order.mode(),
        submitted,
        commit,
        generation,
        tagsLast,
        firstSequence,
        sequence,
        complete,
        states,
        detail,
        order.by(),
        toCommit,
        toComplete);
  }

  private long millis(long nowNanos) {
    return (nowNanos - submittedNanos) / 1_000_000;
  }
}
