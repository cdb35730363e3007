package io.sluice.gateway.invalidation;

import java.util.List;

/**
 * The state of the protocol in one node at one moment, for metrics and the cluster page.
 *
 * @param incarnation this node, this boot
 * @param mode with a log in Redis, or local
 * @param trusted true while stored entries may be answered without asking the origin
 * @param leaseRemainingMillis 0 without a lease; {@link Long#MAX_VALUE} in local mode
 * @param generation flush epoch, 0 before first contact
 * @param term server term within the generation
 * @param applied every record up to here is in the table
 * @param head the last sequence heard of
 * @param lagMillis head minus applied as log time: 0 when nothing is missing
 * @param recovering true while the server waits for nodes after a failover
 * @param nodes every registered node as last seen
 * @param heartbeats heartbeats answered
 * @param heartbeatFailures heartbeats that failed, were late, or not held by a majority
 * @param heartbeatAgeMillis since the last heartbeat was answered; -1 before the first
 * @param recoveries new terms and generations seen after the first
 * @param tableRecords tags in the table
 * @param tableBytes memory of the table
 * @param tableFloor entries from before this sequence are void
 * @param heldTags tags kept invalid here until a repeated commit succeeds
 * @param pendingInvalidations invalidations that are not complete yet
 */
public record ProtocolStatus(
    String incarnation,
    Mode mode,
    boolean trusted,
    long leaseRemainingMillis,
    long generation,
    long term,
    long applied,
    long head,
    long lagMillis,
    boolean recovering,
    List<PeerStatus> nodes,
    long heartbeats,
    long heartbeatFailures,
    long heartbeatAgeMillis,
    long recoveries,
    int tableRecords,
    long tableBytes,
    long tableFloor,
    int heldTags,
    int pendingInvalidations) {

  /** Where invalidations are sequenced. */
  public enum Mode {
    /** In Redis, with leases. */
    LOG,
    /** In each node by itself, without leases. */
    LOCAL
  }

  /**
   * A registered node as this one sees it.
   *
   * @param silentMillis since its heartbeat counter was last seen to change
   * @param fenced true if it can hold no lease any more
   */
  public record PeerStatus(
      String incarnation, long counter, long applied, long silentMillis, boolean fenced) {}
}
