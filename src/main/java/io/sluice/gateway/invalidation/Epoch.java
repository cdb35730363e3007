package io.sluice.gateway.invalidation;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The generation and term that this node has entered, since when, and the generations it will not
 * go back to.
 */
final class Epoch {
  /** Enough to know every zombie by; each rotation retires one. */
  private static final int MAX_RETIRED = 64;

  private final Set<Long> retired = new LinkedHashSet<>();
  private long generation;
  private long term;
  private long enteredNanos;
  private long changes;

  /** How an answer relates to what this node knows. */
  enum Sight {
    CURRENT,
    NEW_TERM,
    NEW_GENERATION,
    /** From a server that has been replaced, or from before a rotation. */
    OUTDATED
  }

  Sight sight(long seenGeneration, long seenTerm) {
    if (seenGeneration != generation) {
      return retired.contains(seenGeneration) ? Sight.OUTDATED : Sight.NEW_GENERATION;
    }
    if (seenTerm == term) {
      return Sight.CURRENT;
    }
    return seenTerm > term ? Sight.NEW_TERM : Sight.OUTDATED;
  }

  void enter(long newGeneration, long newTerm, long nowNanos) {
    if (generation != 0) {
      changes++;
    }
    if (generation != 0 && newGeneration != generation) {
      retired.add(generation);
      if (retired.size() > MAX_RETIRED) {
        retired.remove(retired.iterator().next());
      }
    }
    generation = newGeneration;
    term = newTerm;
    enteredNanos = nowNanos;
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

  long term() {
    return term;
  }

  /** When this node last saw a generation or term for the first time. */
  long enteredNanos() {
    return enteredNanos;
  }

  /** New terms and generations after the first. */
  long changes() {
    return changes;
  }
}
