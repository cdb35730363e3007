package io.sluice.gateway.config;

/** What a stored entry is worth while this node holds no lease. */
public enum Consistency {
  /** It is revalidated before use. */
  STRICT,
  /** It is revalidated before use, and served unverified when that fails. */
  AVAILABLE,
  /** It is served: immutable content that no invalidation concerns. */
  NONE
}
