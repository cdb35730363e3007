package io.sluice.gateway.invalidation;

import io.sluice.gateway.invalidation.InvalidationLog.HeartbeatReply;

/**
 * Where this node is in reading changes page by page.
 *
 * <p>Pages are in ascending order, and a tag that is invalidated again moves to a later one, so
 * that together they are complete when the last is. Not so across a failover: what others re-assert
 * may lie before the cursor, and it is read from the applied position again.
 */
final class PageCursor {
  private static final long NOWHERE = -1;

  private long since = NOWHERE;
  private long term;
  private long askedSince = NOWHERE;

  /** What an answer means for the completeness of the table. */
  enum Progress {
    /** The log may still get what was lost: nothing is complete. */
    RECOVERING,
    /** There is more to read, at once. */
    READING,
    /** Everything up to the head of the answer has been read. */
    COMPLETE
  }

  /** After which sequence to ask for changes in the next heartbeat. */
  long ask(long applied) {
    askedSince = since;
    return Math.max(since, applied);
  }

  /**
   * Moves on by the answer.
   *
   * @param newGeneration true if the answer entered one: then it began at the floor
   */
  Progress answered(HeartbeatReply reply, boolean newGeneration) {
    boolean continues = askedSince == NOWHERE || newGeneration || term == reply.term();
    since = NOWHERE;
    if (reply.recovering()) {
      return Progress.RECOVERING;
    }
    if (continues && !reply.more()) {
      return Progress.COMPLETE;
    }
    if (continues) {
      since = reply.changes().get(reply.changes().size() - 1).sequence();
      term = reply.term();
    }
    return Progress.READING;
  }
}
