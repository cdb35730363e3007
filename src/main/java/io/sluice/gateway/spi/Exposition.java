package io.sluice.gateway.spi;

import io.sluice.gateway.invalidation.ProtocolStatus;
import org.jspecify.annotations.Nullable;

/** The node's metrics as text, for who scrapes them. */
public interface Exposition {

  /**
   * @param status the protocol's state, or null to show the last known
   * @param store what is known of the shared store
   */
  String scrape(@Nullable ProtocolStatus status, StoreState store);

  /**
   * The shared store as a whole.
   *
   * @param usedBytes NaN where it does not tell
   * @param maxBytes 0 without a limit, NaN where it does not tell
   */
  record StoreState(boolean up, double usedBytes, double maxBytes) {
    public static final StoreState DOWN = new StoreState(false, Double.NaN, Double.NaN);
  }
}
