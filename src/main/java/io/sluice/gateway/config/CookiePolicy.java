package io.sluice.gateway.config;

/** What becomes of a response with Set-Cookie. */
public enum CookiePolicy {
  /** It is not stored. */
  NEVER,
  /** It is stored with the field where the origin's own max-age or s-maxage grants the lifetime. */
  EXPLICIT,
  /** It is stored without the field. */
  STRIP,
  /** It is stored with the field. */
  STORE
}
