package io.sluice.gateway.invalidation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known about one invalidation at the moment it is asked for.
 *
 * @param id names it: the incarnation that took the order, a dash, a number
 * @param tags as ordered
 * @param submitted wall-clock time of the order
 * @param commit how the commit went
 * @param generation the generation of the commit, 0 without one
 * @param tagsLast the last sequence before the commit by which one of these tags was invalidated,
 *     or {@link #UNKNOWN} to a node that had not applied all that was before it; 0 without a commit
 * @param firstSequence sequence of the first tag, 0 without a commit
 * @param sequence sequence of the last tag, 0 without a commit
 * @param complete true once no node can answer from an older fetch
 * @param nodes every node that was registered at the commit, this one included
 * @param detail what weakens the receipt, for people; empty as a rule
 * @param by who asked, for people
 * @param toCommit from the order to the commit; empty without one
 * @param toComplete from the order until it was complete; empty while it is not
 */
public record Receipt(
    String id,
    List<String> tags,
    Change.Mode mode,
    Instant submitted,
    CommitState commit,
    long generation,
    long tagsLast,
    long firstSequence,
    long sequence,
    boolean complete,
    List<NodeState> nodes,
    Optional<String> detail,
    String by,
    Optional<Duration> toCommit,
    Optional<Duration> toComplete) {

  /** Later than any sequence. */
  public static final long UNKNOWN = Long.MAX_VALUE;

  public boolean committed() {
    return commit == CommitState.COMMITTED;
  }

  public Outcome outcome() {
    if (complete) {
      return Outcome.COMPLETE;
    }
    return switch (commit) {
      case PENDING, COMMITTED -> Outcome.PENDING;
      case REFUSED -> Outcome.FAILED;
      case UNKNOWN -> Outcome.UNKNOWN;
    };
  }

  /** What has become of an order, in one word. */
  public enum Outcome {
    /** No node can answer from an older fetch. */
    COMPLETE,
    /** It may still become complete by itself. */
    PENDING,
    /** Certainly not in the log. */
    FAILED,
    /** Possibly in the log. */
    UNKNOWN
  }

  /** How the commit went. */
  public enum CommitState {
    /** Not answered yet, or being repeated. */
    PENDING,
    /** In the log, and held by a majority. */
    COMMITTED,
    /** Certainly not in the log. */
    REFUSED,
    /** Possibly in the log; safe to repeat. */
    UNKNOWN
  }

  /**
   * How far one node is.
   *
   * @param node its incarnation
   * @param millis from the order to acknowledgement or fencing; while pending, so far
   */
  public record NodeState(String node, State state, Optional<Via> via, long millis) {}

  /** Whether a node can still answer from an older fetch. */
  public enum State {
    /** It has applied the invalidation. */
    ACKED,
    /** It cannot hold a lease that began before the commit. */
    FENCED,
    /** Not known yet. */
    PENDING
  }

  /** The way an acknowledgement came. */
  public enum Via {
    /** The node that took the order applied it itself. */
    SELF,
    /** A reply on the event bus. */
    BUS,
    /** The applied sequence that the node reported to Redis. */
    REDIS
  }
}
