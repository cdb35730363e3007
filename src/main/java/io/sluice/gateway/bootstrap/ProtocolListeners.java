package io.sluice.gateway.bootstrap;

import io.sluice.gateway.invalidation.ProtocolListener;
import io.sluice.gateway.invalidation.Receipt;

/** Tells two listeners what one would hear. */
record ProtocolListeners(ProtocolListener first, ProtocolListener second)
    implements ProtocolListener {

  @Override
  public void leaseGained() {
    first.leaseGained();
    second.leaseGained();
  }

  @Override
  public void leaseLost() {
    first.leaseLost();
    second.leaseLost();
  }

  @Override
  public void heartbeatFailed(Throwable cause) {
    first.heartbeatFailed(cause);
    second.heartbeatFailed(cause);
  }

  @Override
  public void generationChanged(long previous, long generation) {
    first.generationChanged(previous, generation);
    second.generationChanged(previous, generation);
  }

  @Override
  public void termChanged(long previous, long term) {
    first.termChanged(previous, term);
    second.termChanged(previous, term);
  }

  @Override
  public void reasserted(int records) {
    first.reasserted(records);
    second.reasserted(records);
  }

  @Override
  public void fenced(String incarnation, Receipt receipt) {
    first.fenced(incarnation, receipt);
    second.fenced(incarnation, receipt);
  }

  @Override
  public void committed(Receipt receipt) {
    first.committed(receipt);
    second.committed(receipt);
  }

  @Override
  public void completed(Receipt receipt, boolean late) {
    first.completed(receipt, late);
    second.completed(receipt, late);
  }

  @Override
  public void answered(Receipt receipt) {
    first.answered(receipt);
    second.answered(receipt);
  }
}
