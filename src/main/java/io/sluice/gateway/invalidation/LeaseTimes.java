package io.sluice.gateway.invalidation;

import java.time.Duration;

/**
 * The times that follow from the length of a lease. Where one node waits for the lease of another
 * to end it waits 1 % longer, because their clocks may drift apart.
 */
class LeaseTimes {
  private static final int FORGET_LEASES = 10;

  private final Duration lease;

  LeaseTimes(Duration lease) {
    this.lease = lease;
  }

  /** The lease that a heartbeat earned which was sent at these times. */
  Lease earned(long sentNanos, long sentWallMillis) {
    return Lease.from(sentNanos, sentWallMillis, lease);
  }

  long leaseMillis() {
    return lease.toMillis();
  }

  /** How long after its last heartbeat was seen a node can hold a lease at most. */
  long fenceNanos(long itsLeaseMillis) {
    long nanos = Math.max(lease.toNanos(), itsLeaseMillis * 1_000_000);
    return nanos + nanos / 100;
  }

  /** How long after first sight of a generation or term leases of an earlier one can last. */
  long graceNanos(long longestLeaseMillis) {
    return fenceNanos(longestLeaseMillis);
  }

  /** How long a node must be silent before the server may forget it. */
  long forgetNanos(long itsLeaseMillis) {
    return FORGET_LEASES * fenceNanos(itsLeaseMillis);
  }
}
