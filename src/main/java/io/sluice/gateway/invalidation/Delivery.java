package io.sluice.gateway.invalidation;

import java.util.concurrent.CompletionStage;

/** A way to the other nodes. Messages may be lost, late, doubled or reordered on it. */
@FunctionalInterface
public interface Delivery {
  /**
   * Delivers a message to one incarnation, whose {@link InvalidationNode#apply} answers.
   *
   * @return completes, on the owner's event loop, with what the receiver answered; false or failed
   *     if it was not reached or did not apply. An incarnation that has gone must never be answered
   *     for by its successor.
   */
  CompletionStage<Boolean> apply(String incarnation, ApplyMessage message);
}
