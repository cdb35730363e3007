package io.sluice.gateway.invalidation;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The generation and term that this node has entered, and since when.
 *
 * <p>Terms grow across generations, so an answer of a lower one is from the past. A server that was
 * set back past a rotation could come again to a higher term in a generation that this node has
 * left; then this node claims a term beyond it, and the server rotates.
 */
final class Epoch {
  /** Enough to know every generation by that a backup could bring back soon. */
  private static final int MAX_LEFT = 64;

  private final Set<Long> left = new LinkedHashSet<>();
  private long generation;
  private long term;
  private long enteredNanos;
  private long changes;

  /** How an answer relates to what this node knows. */
  enum Sight {
    CURRENT,
    NEW_TERM,
    NEW_GENERATION,
    /** From a server that has been replaced or set back, or from before a rotation. */
    OUTDATED
  }

  Sight sight(long seenGeneration, long seenTerm) {
    if (left.contains(seenGeneration)) {
      return Sight.OUTDATED;
    }
    if (seenGeneration == generation && seenTerm == term) {
      return Sight.CURRENT;
    }
    if (seenTerm <= term) {
      return Sight.OUTDATED;
    }
    return seenGeneration == generation ? Sight.NEW_TERM : Sight.NEW_GENERATION;
  }

  void enter(long newGeneration, long newTerm, long nowNanos) {
    if (generation != 0) {
      changes++;
    }
    if (newGeneration != generation) {
      leave();
    }
    generation = newGeneration;
    term = newTerm;
    enteredNanos = nowNanos;
  }

  /**
   * Takes note of an outdated answer that a majority holds: nothing is settled until the server has
   * rotated.
   */
  void setBack(long seenTerm, long nowNanos) {
    term = Math.max(term, seenTerm + 1);
    enteredNanos = nowNanos;
  }

  /**
   * Will not have the present generation any more, and claims a term that the server has not
   * reached, so that it rotates.
   */
  void leave(long nowNanos) {
    leave();
    term++;
    enteredNanos = nowNanos;
  }

  private void leave() {
    if (generation != 0) {
      left.add(generation);
    }
    if (left.size() > MAX_LEFT) {
      left.remove(left.iterator().next());
    }
  }

  /**
   * Something newer has been heard of, but not entered: leases of the present epoch last for now.
   */
  void unsettle(long nowNanos) {
    enteredNanos = nowNanos;
  }

  /** 0 before first contact. */
  long generation() {
    return generation;
  }

  /** 0 before first contact. */
  long term() {
    return term;
  }

  /** When this node last heard of a generation or term for the first time. */
  long enteredNanos() {
    return enteredNanos;
  }

  /** New terms and generations after the first. */
  long changes() {
    return changes;
  }
}
