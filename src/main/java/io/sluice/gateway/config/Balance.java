package io.sluice.gateway.config;

/** How the requests of an upstream are shared out among its origins. */
public enum Balance {
  /** To the origin with the fewest requests under way, by its weight. */
  LEAST_OUTSTANDING,
  /** In turn, by weight. */
  ROUND_ROBIN,
  /** Each URL to an origin of its own, the same from every node. */
  CONSISTENT_HASH
}
