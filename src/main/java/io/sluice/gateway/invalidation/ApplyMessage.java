package io.sluice.gateway.invalidation;

import java.util.List;

/**
 * What the committing node sends to each registered node over the bus.
 *
 * @param generation the generation of the commit; 0 in local mode, where each receiver numbers the
 *     records itself
 * @param term the term of the commit
 * @param previousHead the head before the commit: a receiver that has not applied it has missed
 *     something
 * @param firstSequence sequence of the first tag; the others follow without a gap
 * @param tags hashes in the order of their sequences
 */
public record ApplyMessage(
    long generation,
    long term,
    long previousHead,
    long firstSequence,
    Change.Mode mode,
    List<Long> tags) {
  public ApplyMessage {
    tags = List.copyOf(tags);
  }

  /** The last sequence of the commit. */
  public long head() {
    return firstSequence + tags.size() - 1;
  }
}
