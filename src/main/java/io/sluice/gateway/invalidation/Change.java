package io.sluice.gateway.invalidation;

/**
 * One record of the compacted log: the last hard or soft invalidation of one tag.
 *
 * @param tag {@link TagHash} of the tag
 * @param mode hard or soft; a tag has at most one record of each
 * @param sequence its log position, microseconds since the epoch or more; unique in a generation
 */
public record Change(long tag, Mode mode, long sequence) {
  /** How far an invalidation goes. */
  public enum Mode {
    /** The entry must not be used any more. */
    HARD,
    /** The entry is stale: it may be used while it is revalidated, or on error. */
    SOFT
  }
}
