package io.sluice.gateway.caching;

/** Why a request is forwarded: the {@code fwd} parameter of RFC 9211 §2.2. */
public enum ForwardReason {
  /** The rule says so. */
  BYPASS("bypass"),
  /** The method is not cacheable. */
  METHOD("method"),
  /** Nothing is stored for the URI. */
  URI_MISS("uri-miss"),
  /** Nothing that is stored for the URI was selected by such request fields. */
  VARY_MISS("vary-miss"),
  /** The request asked for it. */
  REQUEST("request"),
  /** What is stored is stale or must be validated. */
  STALE("stale"),
  /** Not all of the requested ranges are stored. */
  PARTIAL("partial");

  private final String token;

  ForwardReason(String token) {
    this.token = token;
  }

  /** As it stands in Cache-Status. */
  public String token() {
    return token;
  }
}
