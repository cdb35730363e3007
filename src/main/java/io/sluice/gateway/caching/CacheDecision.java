package io.sluice.gateway.caching;

import org.jspecify.annotations.Nullable;

/** How a request is answered, given what is stored for it (RFC 9111 §4). */
public sealed interface CacheDecision {
  /** No stale response may be served when the origin fails. */
  long NEVER = Long.MIN_VALUE;

  /**
   * Answer from store.
   *
   * @param ageSeconds the value of Age
   * @param ttlSeconds the remaining lifetime; negative when stale (the client's max-stale allowed
   *     it)
   */
  record Hit(StoredResponse stored, long ageSeconds, long ttlSeconds) implements CacheDecision {}

  /**
   * Answer from store at once and refresh in the background, once per key.
   *
   * @param ageSeconds the value of Age
   * @param ttlSeconds the remaining lifetime; negative when past it
   * @param softPurged stale because of a soft invalidation
   */
  record ServeStaleAndRefresh(
      StoredResponse stored, long ageSeconds, long ttlSeconds, boolean softPurged)
      implements CacheDecision {}

  /**
   * Validate the stored response with a conditional request ({@link Revalidation#conditions}).
   *
   * @param reason REQUEST or STALE
   * @param unverified whether validation is needed only because invalidations may be unknown; a
   *     stale answer is then marked {@code detail=unverified}
   * @param staleOnErrorUntilMillis until when the stored response may be served if the origin
   *     fails; {@link #NEVER}
   */
  record Revalidate(
      StoredResponse stored, ForwardReason reason, boolean unverified, long staleOnErrorUntilMillis)
      implements CacheDecision {}

  /**
   * Fetch unconditionally.
   *
   * @param fallback what may be served if the origin fails, or null
   * @param unverified as in {@link Revalidate}
   * @param staleOnErrorUntilMillis until when the fallback may be served; {@link #NEVER}
   */
  record Fetch(
      ForwardReason reason,
      @Nullable StoredResponse fallback,
      boolean unverified,
      long staleOnErrorUntilMillis)
      implements CacheDecision {

    Fetch(ForwardReason reason) {
      this(reason, null, false, NEVER);
    }
  }

  /**
   * Answer 504: the request allows only a stored response (only-if-cached) and none can be used.
   *
   * @param reason why none could be used
   */
  record Unsatisfiable(ForwardReason reason) implements CacheDecision {}

  /**
   * Decides.
   *
   * @param stored the variant selected for the request, or null
   * @param hasVariants whether other variants are stored for the key, to tell a vary-miss from a
   *     uri-miss
   * @param validity what the invalidation protocol says about the stored response
   */
  static CacheDecision decide(
      RequestHead request,
      @Nullable StoredResponse stored,
      boolean hasVariants,
      Validity validity,
      CachePolicy policy,
      long nowMillis) {
    return Reuse.decide(request, stored, hasVariants, validity, policy, nowMillis);
  }
}
