package io.sluice.gateway.invalidation;

/**
 * The rules of the protocol that the simulation can switch off, each to show that the checker
 * notices.
 */
enum Mutant {
  /** Stored entries are answered without a lease. */
  NO_LEASE_CHECK,
  /** A lease begins when the answer to the heartbeat arrives. */
  LEASE_FROM_REPLY(80),
  /** A response is stamped with the position applied when it arrived. */
  TOKEN_AFTER_FETCH,
  /** Joiners take a shared response that has become invalid meanwhile. */
  JOINERS_KEEP_INVALID,
  /** A verdict is remembered for the applied position instead of the table's version. */
  MEMO_ON_APPLIED,
  /** An invalidation succeeds with its commit. */
  NO_ACKS,
  /** A new generation or term is trusted at first sight. */
  NO_GRACE,
  /** Writes count although no majority holds them. */
  NO_MAJORITY,
  /** Commits count only with a majority, heartbeats without. */
  NO_MAJORITY_ON_HEARTBEATS,
  /** Sequences go on where the new master's copy ends. */
  NO_JUMP(180),
  /** Nothing is re-asserted after a failover. */
  NO_RECOVERY(64),
  /** A lost log is begun again in the same generation. */
  NO_ROTATION,
  /** A node counts its heartbeats anew for each master. */
  COUNTER_RESETS,
  /** A registry that was lost looks like an empty one. */
  NO_REGISTRY_SENTINEL(38);

  /**
   * The search for a violation begins shortly before the first known one, to save time; it goes on
   * from there.
   */
  final long firstSeed;

  Mutant() {
    this(0);
  }

  Mutant(long firstSeed) {
    this.firstSeed = firstSeed;
  }
}
