package io.sluice.gateway.caching;

import io.sluice.gateway.caching.CacheDecision.Fetch;
import io.sluice.gateway.caching.CacheDecision.Hit;
import io.sluice.gateway.caching.CacheDecision.Revalidate;
import io.sluice.gateway.caching.CacheDecision.ServeStaleAndRefresh;
import io.sluice.gateway.caching.CacheDecision.Unsatisfiable;
import io.sluice.gateway.caching.CachePolicy.Consistency;
import org.jspecify.annotations.Nullable;

/** Constructing responses from the store (RFC 9111 §4), with RFC 5861 and RFC 8246. */
final class Reuse {
  private Reuse() {}

  static CacheDecision decide(
      RequestHead request,
      @Nullable StoredResponse stored,
      boolean hasVariants,
      Validity validity,
      CachePolicy policy,
      long nowMillis) {
    if (!policy.cache()) {
      return new Fetch(ForwardReason.BYPASS);
    }
    Fields fields = request.fields();
    if (!policy.methods().contains(request.method())) {
      return new Fetch(ForwardReason.METHOD);
    }
    if (fields.contains(FieldNames.IF_MATCH) || fields.contains(FieldNames.IF_UNMODIFIED_SINCE)) {
      return new Fetch(ForwardReason.REQUEST); // for the origin to evaluate (RFC 9110 §13.1.1)
    }
    RequestDirectives wish =
        policy.honourRequestDirectives() ? RequestDirectives.parse(fields) : RequestDirectives.NONE;
    if (wish.noStore() && !wish.onlyIfCached()) {
      return new Fetch(ForwardReason.REQUEST);
    }
    if (stored == null) {
      ForwardReason miss = hasVariants ? ForwardReason.VARY_MISS : ForwardReason.URI_MISS;
      return wish.onlyIfCached() ? new Unsatisfiable(miss) : new Fetch(miss);
    }
    boolean untrusted = validity == Validity.UNTRUSTED && policy.consistency() != Consistency.NONE;
    boolean softStale = validity == Validity.SOFT_STALE;
    long ageMillis = stored.currentAgeMillis(nowMillis);
    long freshForMillis = stored.freshForMillis(nowMillis);
    ForwardReason reason;
    if (untrusted || stored.freshness().noCache()) {
      reason = ForwardReason.STALE;
    } else if (isRefused(wish, stored, ageMillis, freshForMillis)) {
      reason = ForwardReason.REQUEST;
    } else if (freshForMillis > 0 && !softStale) {
      return new Hit(stored, ageSeconds(ageMillis), freshForMillis / 1000);
    } else {
      CacheDecision stale = stale(wish, stored, softStale, ageMillis, freshForMillis);
      if (stale != null) {
        return stale;
      }
      reason = ForwardReason.STALE;
    }
    if (wish.onlyIfCached()) {
      return new Unsatisfiable(reason);
    }
    long until = staleOnErrorUntil(wish, stored, untrusted, softStale, policy);
    return Revalidation.isPossible(stored, untrusted)
        ? new Revalidate(stored, reason, untrusted, until)
        : new Fetch(reason, stored, untrusted, until);
  }

  /** Whether the request asks for something fresher than what is stored (RFC 9111 §5.2.1). */
  private static boolean isRefused(
      RequestDirectives wish, StoredResponse stored, long ageMillis, long freshForMillis) {
    if (wish.noCache()) {
      return true;
    }
    // A reload sends max-age=0; that is what immutable content need not be validated for (RFC
    // 8246).
    boolean immutable = stored.freshness().immutable() && freshForMillis > 0;
    if (wish.maxAgeSeconds() >= 0 && !immutable && ageMillis >= wish.maxAgeSeconds() * 1000) {
      return true;
    }
    return wish.minFreshSeconds() >= 0 && freshForMillis < wish.minFreshSeconds() * 1000;
  }

  /** How a stale response may be used without waiting, or null. */
  private static @Nullable CacheDecision stale(
      RequestDirectives wish,
      StoredResponse stored,
      boolean softStale,
      long ageMillis,
      long freshForMillis) {
    Freshness terms = stored.freshness();
    if (terms.mustRevalidate() || wish.minFreshSeconds() >= 0) {
      return null;
    }
    long staleForMillis = Math.max(0, -freshForMillis);
    long ttlSeconds = Math.floorDiv(freshForMillis, 1000L);
    boolean inWindow = staleForMillis < terms.staleWhileRevalidateSeconds() * 1000;
    if (inWindow || (softStale && freshForMillis > 0)) {
      return new ServeStaleAndRefresh(stored, ageSeconds(ageMillis), ttlSeconds, softStale);
    }
    if (!softStale
        && wish.maxStaleSeconds() >= 0
        && staleForMillis <= wish.maxStaleSeconds() * 1000) {
      return new Hit(stored, ageSeconds(ageMillis), ttlSeconds);
    }
    return null;
  }

  private static long staleOnErrorUntil(
      RequestDirectives wish,
      StoredResponse stored,
      boolean untrusted,
      boolean softStale,
      CachePolicy policy) {
    Freshness terms = stored.freshness();
    if (terms.noCache() || wish.noCache()) {
      return CacheDecision.NEVER;
    }
    boolean mayBeStale = !terms.mustRevalidate();
    long windowMillis =
        mayBeStale
            ? Math.max(0, Math.max(terms.staleIfErrorSeconds(), wish.staleIfErrorSeconds())) * 1000
            : 0;
    long until =
        stored.responseTimeMillis()
            + terms.lifetimeSeconds() * 1000
            - stored.initialAgeMillis()
            + windowMillis;
    if (untrusted) { // fresh by HTTP's own terms, and only unverified
      return policy.consistency() == Consistency.AVAILABLE ? until : CacheDecision.NEVER;
    }
    return windowMillis > 0 || (softStale && mayBeStale) ? until : CacheDecision.NEVER;
  }

  private static long ageSeconds(long ageMillis) {
    return Math.min(DeltaSeconds.MAX, ageMillis / 1000);
  }
}
