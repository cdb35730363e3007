package io.sluice.gateway.adapter.web;

import io.sluice.gateway.message.GatewayFailure;

/** An origin did not do its part; this, and nothing else, counts towards its circuit breaker. */
final class OriginFaultException extends RuntimeException {
  private final GatewayFailure failure;
  private final boolean repeatable;

  /**
   * @param repeatable whether an idempotent request may be sent again: not after a time-out, which
   *     would double the load on an origin that is slow already
   */
  OriginFaultException(GatewayFailure.Kind kind, String explanation, boolean repeatable) {
    super(explanation, null, false, false);
    this.failure = new GatewayFailure(kind, explanation);
    this.repeatable = repeatable;
  }

  GatewayFailure failure() {
    return failure;
  }

  boolean isRepeatable() {
    return repeatable;
  }
}
