package io.sluice.gateway.caching;

/**
 * How long a stored response is fresh, why, and on what terms it may be used (RFC 9111 §4.2).
 *
 * @param lifetimeSeconds the freshness lifetime, 0–2^31−1
 * @param source what determined the lifetime
 * @param noCache every use needs validation
 * @param mustRevalidate a stale response must not be used without validation: must-revalidate,
 *     proxy-revalidate, or an s-maxage
 * @param immutable does not change while fresh (RFC 8246)
 * @param staleWhileRevalidateSeconds how long after it became stale it may be used while it is
 *     refreshed, from the response or the rule
 * @param staleIfErrorSeconds how long after it became stale it may be used when the origin fails,
 *     from the response or the rule
 */
public record Freshness(
    long lifetimeSeconds,
    Source source,
    boolean noCache,
    boolean mustRevalidate,
    boolean immutable,
    long staleWhileRevalidateSeconds,
    long staleIfErrorSeconds) {

  /** What determined a freshness lifetime. Stored by name: do not rename. */
  public enum Source {
    /** A targeted field's s-maxage or max-age (RFC 9213). */
    TARGETED,
    /** Cache-Control: s-maxage. */
    S_MAXAGE,
    /** Cache-Control: max-age. */
    MAX_AGE,
    /** Expires less Date. */
    EXPIRES,
    /** The rule's ttl. */
    RULE,
    /** A rule with override: its ttl replaces the origin's. */
    RULE_OVERRIDE,
    /** A rule for immutable content. */
    RULE_IMMUTABLE,
    /** A fraction of the time since Last-Modified. */
    HEURISTIC,
    /** Nothing: stale from the start. */
    NONE;

    /** Whether the origin itself gave the lifetime, or a rule that overrides it. */
    public boolean isExplicit() {
      return this != NONE && this != HEURISTIC && this != RULE;
    }
  }

  /** For the log: the lifetime with all that went into it. */
  public String explain() {
    return source
        + " lifetime="
        + lifetimeSeconds
        + (noCache ? " no-cache" : "")
        + (mustRevalidate ? " must-revalidate" : "")
        + (immutable ? " immutable" : "")
        + " swr="
        + staleWhileRevalidateSeconds
        + " sie="
        + staleIfErrorSeconds;
  }

  /** Stale from now on, the terms unchanged. */
  Freshness expired() {
    return new Freshness(
        0,
        source,
        noCache,
        mustRevalidate,
        immutable,
        staleWhileRevalidateSeconds,
        staleIfErrorSeconds);
  }
}
