package io.sluice.gateway.invalidation;

import java.time.Duration;

/**
 * The dials of the protocol.
 *
 * @param lease T, for how long a heartbeat lets a node trust its table; at least four heartbeats
 * @param heartbeat the interval between heartbeats, at least 10 ms
 * @param heartbeatTimeout when an unanswered heartbeat counts as lost and the next may be sent;
 *     longer than 0 and shorter than the lease
 * @param reassertPage records in one page of a re-assertion, at least 1
 * @param receiptsKept how long receipts can be asked for
 * @param maxTrackedTags tags kept in the log at most, at least 10; beyond, the oldest are trimmed
 *     and the entries from before them are void
 * @param maxReceipts how many receipts are kept at most, at least 1
 * @param maxHeldTags how many tags, and how many orders, may wait for a repeated commit, at least
 *     1; beyond, everything is voided as soon as the log can be reached
 */
public record ProtocolOptions(
    Duration lease,
    Duration heartbeat,
    Duration heartbeatTimeout,
    int reassertPage,
    Duration receiptsKept,
    int maxTrackedTags,
    int maxReceipts,
    int maxHeldTags) {
  public ProtocolOptions {
    atLeast("heartbeat", heartbeat, Duration.ofMillis(10));
    atLeast("lease", lease, heartbeat.multipliedBy(4));
    atLeast("heartbeatTimeout", heartbeatTimeout, Duration.ofMillis(1));
    if (heartbeatTimeout.compareTo(lease) >= 0) {
      throw new IllegalArgumentException(
          "heartbeatTimeout: " + heartbeatTimeout + " (expected: < lease, " + lease + ")");
    }
    atLeast("receiptsKept", receiptsKept, Duration.ZERO);
    positive("reassertPage", reassertPage);
    if (maxTrackedTags < 10) {
      throw new IllegalArgumentException(
          "maxTrackedTags: " + maxTrackedTags + " (expected: >= 10)");
    }
    positive("maxReceipts", maxReceipts);
    positive("maxHeldTags", maxHeldTags);
  }

  /** A lease of 5 s, heartbeats every 500 ms, receipts for an hour. */
  public static ProtocolOptions defaults() {
    return of(Duration.ofSeconds(5), Duration.ofMillis(500));
  }

  /** The defaults with another lease and heartbeat interval. */
  public static ProtocolOptions of(Duration lease, Duration heartbeat) {
    return new ProtocolOptions(
        lease,
        heartbeat,
        lease.dividedBy(4),
        5_000,
        Duration.ofHours(1),
        1_000_000,
        10_000,
        10_000);
  }

  private static void atLeast(String name, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
    }
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
    }
  }
}
