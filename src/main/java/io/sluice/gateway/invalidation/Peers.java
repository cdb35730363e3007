package io.sluice.gateway.invalidation;

import java.util.Collection;

/** The port to the other nodes over the clustered event bus. */
public interface Peers extends Delivery {
  /** The incarnations that the cluster knows, this node excepted; asked in local mode only. */
  Collection<String> members();
}
