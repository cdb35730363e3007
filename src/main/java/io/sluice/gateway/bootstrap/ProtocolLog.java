package io.sluice.gateway.bootstrap;

import io.sluice.gateway.invalidation.ProtocolListener;
import io.sluice.gateway.invalidation.Receipt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what happens to the lease and to the log into the node's log: changes, not repetitions;
 * and a line for each invalidation as it is answered, and another if it is complete only later.
 */
final class ProtocolLog implements ProtocolListener {
  private static final Logger LOG = LoggerFactory.getLogger("io.sluice.gateway.invalidation");

  @Override
  public void leaseGained() {
    LOG.info("Lease gained: stored responses are trusted");
  }

  @Override
  public void leaseLost() {
    LOG.warn("Lease lost: stored responses are revalidated until Redis confirms it again");
  }

  @Override
  public void heartbeatFailed(Throwable cause) {
    LOG.debug("Heartbeat failed: {}", cause.getMessage());
  }

  @Override
  public void generationChanged(long previous, long generation) {
    if (previous != 0) {
      LOG.warn("The invalidation log was lost: everything stored before is void");
    }
  }

  @Override
  public void termChanged(long previous, long term) {
    LOG.warn("Redis has restarted or failed over (term {})", term);
  }

  @Override
  public void reasserted(int records) {
    LOG.warn("Wrote back {} invalidations that Redis had lost", records);
  }

  @Override
  public void fenced(String incarnation, Receipt receipt) {
    LOG.warn("{} did not confirm {} and is fenced", incarnation, receipt.id());
  }

  @Override
  public void answered(Receipt receipt) {
    LOG.info("Invalidation {}", ReceiptLine.of(receipt));
  }

  @Override
  public void completed(Receipt receipt, boolean late) {
    if (late) {
      LOG.info("Invalidation, late, {}", ReceiptLine.of(receipt));
    }
  }
}
