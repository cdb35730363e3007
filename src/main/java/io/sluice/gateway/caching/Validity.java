package io.sluice.gateway.caching;

/** What the invalidation protocol says about a stored response. */
public enum Validity {
  /** Not invalidated. */
  VALID,
  /** Softly invalidated: stale. */
  SOFT_STALE,
  /** Invalidations may be unknown here, as the node holds no lease. */
  UNTRUSTED
}
