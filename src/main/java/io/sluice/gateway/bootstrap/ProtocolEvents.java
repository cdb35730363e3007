package io.sluice.gateway.bootstrap;

import io.sluice.gateway.invalidation.ProtocolListener;
import io.sluice.gateway.invalidation.Receipt;
import io.sluice.gateway.spi.CacheEvents;

/** Tells those who listen to events of the orders that this node has committed. */
record ProtocolEvents(CacheEvents events) implements ProtocolListener {
  @Override
  public void committed(Receipt receipt) {
    events.invalidated(receipt.tags());
  }
}
