package io.sluice.gateway.adapter.web;

import io.sluice.gateway.message.GatewayFailure;

/** An origin did not do its part; only this counts towards its circuit breaker. */
final class OriginFaultException extends RuntimeException {
  private final GatewayFailure failure;
  private final Repeat repeat;

  /** Where an idempotent request may be sent again. */
  enum Repeat {
    /**
     * Some of an answer had come; or it was a time-out, and to repeat would double the load on an
     * origin that is slow already.
     */
    NEVER,
    /** The origin took it and closed the connection: another one may fare better. */
    ELSEWHERE,
    /** It has, in all probability, not reached the origin. */
    ANYWHERE,
    /**
     * As {@link #ANYWHERE}, and nothing is wrong with the origin: it closed a kept connection just
     * when it was used again. Many do so at once, a while after a burst of requests.
     */
    AT_ONCE
  }

  OriginFaultException(GatewayFailure.Kind kind, String explanation, Repeat repeat) {
    super(explanation, null, false, false);
    this.failure = new GatewayFailure(kind, explanation);
    this.repeat = repeat;
  }

  GatewayFailure failure() {
    return failure;
  }

  Repeat repeat() {
    return repeat;
  }

  /** Whether it speaks against the origin. */
  boolean blamesOrigin() {
    return repeat != Repeat.AT_ONCE;
  }
}
