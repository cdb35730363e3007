package io.sluice.gateway.invalidation;

import java.util.Collection;
import java.util.concurrent.CompletionStage;

/**
 * The port to the other nodes over the clustered event bus. Messages may be lost, late, doubled or
 * reordered.
 */
public interface Peers {
  /**
   * Delivers a message to one incarnation, whose {@link InvalidationNode#apply} answers.
   *
   * @return completes, on the owner's event loop, with what the receiver answered; false or failed
   *     if it was not reached or did not apply. An incarnation that has gone must never be answered
   *     for by its successor.
   */
  CompletionStage<Boolean> apply(String incarnation, ApplyMessage message);

  /** The incarnations that the cluster knows, this node excepted; asked in local mode only. */
  Collection<String> members();
}
