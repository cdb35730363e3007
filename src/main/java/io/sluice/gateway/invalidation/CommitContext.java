package io.sluice.gateway.invalidation;

import io.sluice.gateway.invalidation.InvalidationLog.CommitReply;

/** What the commit rule needs of the node that it runs in. */
interface CommitContext {
  String incarnation();

  /**
   * Takes note of the epoch and registry of a reply, and applies it here if it belongs to the
   * present generation.
   *
   * @return false if the reply comes from a server that has been replaced
   */
  boolean observe(CommitReply reply, ApplyMessage message);

  /** See {@link LogReplica#lastBefore}. */
  long lastBefore(ApplyMessage message);

  /** From when on a registered node can hold no lease from before the last reply. */
  long fencedAtNanos(String incarnation);

  /** Asks for a heartbeat at once. */
  void confirm();

  /** From when on no node can hold a lease of an earlier generation or term. */
  long settledAtNanos();

  /** Gives up the lease until the server has rotated the generation, and makes it do so. */
  void voidEverything();
}
