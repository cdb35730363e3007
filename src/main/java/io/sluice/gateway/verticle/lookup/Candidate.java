package io.sluice.gateway.verticle.lookup;

import io.sluice.gateway.caching.CacheDecision;
import io.sluice.gateway.caching.ForwardReason;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.caching.Variants;
import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.invalidation.Verdict;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.message.Lookup;
import io.sluice.gateway.message.RequestPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What is stored for a request and what HTTP says about using it.
 *
 * @param entry the selected entry, null when none may be used at all
 */
public record Candidate(@Nullable CacheEntry entry, CacheDecision decision) {

  /** Decides about the variants that a store has for the key, for a look-up under way. */
  static Candidate of(
      @Nullable Variants<CacheEntry> variants, Lookup lookup, Validity validity, long nowMillis) {
    return of(variants, lookup.request(), lookup.policy(), lookup.trusted(), validity, nowMillis);
  }

  /**
   * Decides about the variants that a store has for the key.
   *
   * @param trusted whether the node held a lease when the request arrived
   */
  public static Candidate of(
      @Nullable Variants<CacheEntry> variants,
      RequestHead request,
      RequestPolicy policy,
      boolean trusted,
      Validity validity,
      long nowMillis) {
    var entry = variants == null ? null : variants.select(request.fields());
    return of(entry, variants != null, request, policy, trusted, validity, nowMillis);
  }

  /** Decides about one entry that the request matches. */
  static Candidate of(CacheEntry entry, Lookup lookup, Validity validity, long nowMillis) {
    return of(
        entry, true, lookup.request(), lookup.policy(), lookup.trusted(), validity, nowMillis);
  }

  private static Candidate of(
      @Nullable CacheEntry entry,
      boolean hasVariants,
      RequestHead request,
      RequestPolicy policy,
      boolean trusted,
      Validity validity,
      long nowMillis) {
    var state =
        entry == null || !policy.serves(entry)
            ? null
            : state(validity.checkTable(entry.stamp()), trusted);
    var usable = state == null ? null : entry;
    return new Candidate(
        usable,
        CacheDecision.decide(
            request,
            usable == null ? null : usable.response(),
            // What was invalidated is as if it had never been: no reason to speak of a variant.
            hasVariants && entry == null,
            state == null ? io.sluice.gateway.caching.Validity.VALID : state,
            policy.forRequest(),
            nowMillis));
  }

  /** Null for an invalidated entry, which is as good as none. */
  private static io.sluice.gateway.caching.@Nullable Validity state(
      Verdict verdict, boolean trusted) {
    return switch (verdict) {
      case INVALID -> null;
      case SOFT_STALE ->
          trusted
              ? io.sluice.gateway.caching.Validity.SOFT_STALE
              : io.sluice.gateway.caching.Validity.UNTRUSTED;
      case VALID ->
          trusted
              ? io.sluice.gateway.caching.Validity.VALID
              : io.sluice.gateway.caching.Validity.UNTRUSTED;
      case UNTRUSTED -> io.sluice.gateway.caching.Validity.UNTRUSTED;
    };
  }

  /** Whether it answers the request without the origin. */
  public boolean isUsable() {
    return decision instanceof CacheDecision.Hit
        || decision instanceof CacheDecision.ServeStaleAndRefresh;
  }

  /** Whether what answers the request is past its lifetime or softly invalidated. */
  boolean isStale() {
    return !(decision instanceof CacheDecision.Hit hit) || hit.ttlSeconds() < 0;
  }

  /** Why the origin is asked, if it is. */
  public ForwardReason reason() {
    if (decision instanceof CacheDecision.Revalidate revalidate) {
      return revalidate.reason();
    }
    if (decision instanceof CacheDecision.Fetch fetch) {
      return fetch.reason();
    }
    return decision instanceof CacheDecision.Unsatisfiable unsatisfiable
        ? unsatisfiable.reason()
        : ForwardReason.STALE;
  }

  /** The entry that a conditional request would confirm, or null. */
  @Nullable CacheEntry entryToValidate() {
    boolean validates =
        decision instanceof CacheDecision.Revalidate
            || decision instanceof CacheDecision.ServeStaleAndRefresh stale
                && stale.stored().hasValidator();
    return validates ? entry : null;
  }

  /** Whether it is asked for again only because invalidations may be unknown here. */
  boolean isUnverified() {
    return decision instanceof CacheDecision.Revalidate revalidate && revalidate.unverified()
        || decision instanceof CacheDecision.Fetch fetch && fetch.unverified();
  }
}
