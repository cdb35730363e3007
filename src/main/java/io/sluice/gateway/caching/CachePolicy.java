package io.sluice.gateway.caching;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration and the matching rule say about caching; validated once when it is made.
 *
 * @param cache false: never store, never answer from store
 * @param methods cacheable methods; a request of any other is forwarded
 * @param statuses statuses that may be stored; empty for any
 * @param targetedFields targeted fields to obey, most specific first, in lower case (RFC 9213)
 * @param heuristicFraction 0–1: of the age since Last-Modified, 0.1 by default; 0 turns it off
 * @param heuristicMax the longest heuristic lifetime
 * @param ttl the rule's lifetime, or null for none
 * @param override whether ttl replaces the origin's lifetime and its no-cache
 * @param immutable whether what is stored is kept for ever; negatives (status 400 and above) then
 *     are not stored but for negativeTtl
 * @param negativeTtl the rule's lifetime for status 400 and above, or null for none
 * @param cookies what becomes of responses with Set-Cookie
 * @param staleWhileRevalidate grace while refreshing, where the response does not say
 * @param staleIfError grace when the origin fails, where the response does not say
 * @param honourRequestDirectives whether clients may ask for fresher responses than we would give
 * @param consistency what happens while invalidations cannot be known
 * @param tagFields where tags are read from
 */
public record CachePolicy(
    boolean cache,
    Set<String> methods,
    Set<Integer> statuses,
    List<String> targetedFields,
    double heuristicFraction,
    Duration heuristicMax,
    @Nullable Duration ttl,
    boolean override,
    boolean immutable,
    @Nullable Duration negativeTtl,
    CookieMode cookies,
    Duration staleWhileRevalidate,
    Duration staleIfError,
    boolean honourRequestDirectives,
    Consistency consistency,
    TagFields tagFields) {

  /** What becomes of responses with Set-Cookie. */
  public enum CookieMode {
    /** Such a response is not stored. */
    NEVER,
    /**
     * Stored with the field, only when the origin's own max-age or s-maxage grants the lifetime and
     * the request had neither Cookie nor Authorization; never handed to joiners.
     */
    EXPLICIT,
    /** Stored without the field. */
    STRIP,
    /** Stored with the field like any other. */
    STORE
  }

  /** What happens while the node does not hold a lease, so that invalidations may be unknown. */
  public enum Consistency {
    /** Stored responses are validated before each use, and not used when that fails. */
    STRICT,
    /** As strict, but used when validation fails. */
    AVAILABLE,
    /** No check: for content that never changes. */
    NONE
  }

  /** No rule: HTTP as it is. */
  public static final CachePolicy DEFAULT =
      new CachePolicy(
          true,
          Set.of("GET", "HEAD"),
          Set.of(),
          List.of(FieldNames.CDN_CACHE_CONTROL),
          0.1,
          Duration.ofDays(1),
          null,
          false,
          false,
          null,
          CookieMode.NEVER,
          Duration.ZERO,
          Duration.ZERO,
          true,
          Consistency.STRICT,
          TagFields.DEFAULT);

  /** Validates, and makes the collections immutable and the names lower-case. */
  public CachePolicy {
    methods = Set.copyOf(methods);
    statuses = Set.copyOf(statuses);
    targetedFields = targetedFields.stream().map(FieldNames::canonical).toList();
    if (!(heuristicFraction >= 0 && heuristicFraction <= 1)) {
      throw new IllegalArgumentException(
          "heuristicFraction: " + heuristicFraction + " (expected: 0-1)");
    }
    requirePositive("heuristicMax", heuristicMax);
    requirePositive("ttl", ttl);
    requirePositive("negativeTtl", negativeTtl);
    requirePositive("staleWhileRevalidate", staleWhileRevalidate);
    requirePositive("staleIfError", staleIfError);
  }

  private static void requirePositive(String name, @Nullable Duration duration) {
    if (duration != null && duration.isNegative()) {
      throw new IllegalArgumentException(name + ": " + duration + " (expected: >= 0)");
    }
  }

  /** This policy with some of its values changed. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Changes some values of a policy. */
  public static final class Builder {
    private boolean cache;
    private Set<String> methods;
    private Set<Integer> statuses;
    private List<String> targetedFields;
    private double heuristicFraction;
    private Duration heuristicMax;
    private @Nullable Duration ttl;
    private boolean override;
    private boolean immutable;
    private @Nullable Duration negativeTtl;
    private CookieMode cookies;
    private Duration staleWhileRevalidate;
    private Duration staleIfError;
    private boolean honourRequestDirectives;
    private Consistency consistency;
    private TagFields tagFields;

    private Builder(CachePolicy from) {
      this.cache = from.cache;
      this.methods = from.methods;
      this.statuses = from.statuses;
      this.targetedFields = from.targetedFields;
      this.heuristicFraction = from.heuristicFraction;
      this.heuristicMax = from.heuristicMax;
      this.ttl = from.ttl;
      this.override = from.override;
      this.immutable = from.immutable;
      this.negativeTtl = from.negativeTtl;
      this.cookies = from.cookies;
      this.staleWhileRevalidate = from.staleWhileRevalidate;
      this.staleIfError = from.staleIfError;
      this.honourRequestDirectives = from.honourRequestDirectives;
      this.consistency = from.consistency;
      this.tagFields = from.tagFields;
    }

    /** See {@link CachePolicy#cache}. */
    public Builder cache(boolean value) {
      this.cache = value;
      return this;
    }

    /** See {@link CachePolicy#methods}. */
    public Builder methods(Set<String> value) {
      this.methods = value;
      return this;
    }

    /** See {@link CachePolicy#statuses}. */
    public Builder statuses(Set<Integer> value) {
      this.statuses = value;
      return this;
    }

    /** See {@link CachePolicy#targetedFields}. */
    public Builder targetedFields(List<String> value) {
      this.targetedFields = value;
      return this;
    }

    /** See {@link CachePolicy#heuristicFraction} and {@link CachePolicy#heuristicMax}. */
    public Builder heuristic(double fraction, Duration max) {
      this.heuristicFraction = fraction;
      this.heuristicMax = max;
      return this;
    }

    /** See {@link CachePolicy#ttl} and {@link CachePolicy#override}. */
    public Builder ttl(@Nullable Duration value, boolean replacesOrigin) {
      this.ttl = value;
      this.override = replacesOrigin;
      return this;
    }

    /** See {@link CachePolicy#immutable}. */
    public Builder immutable(boolean value) {
      this.immutable = value;
      return this;
    }

    /** See {@link CachePolicy#negativeTtl}. */
    public Builder negativeTtl(@Nullable Duration value) {
      this.negativeTtl = value;
      return this;
    }

    /** See {@link CachePolicy#cookies}. */
    public Builder cookies(CookieMode value) {
      this.cookies = value;
      return this;
    }

    /** See {@link CachePolicy#staleWhileRevalidate} and {@link CachePolicy#staleIfError}. */
    public Builder grace(Duration whileRevalidate, Duration ifError) {
      this.staleWhileRevalidate = whileRevalidate;
      this.staleIfError = ifError;
      return this;
    }

    /** See {@link CachePolicy#honourRequestDirectives}. */
    public Builder honourRequestDirectives(boolean value) {
      this.honourRequestDirectives = value;
      return this;
    }

    /** See {@link CachePolicy#consistency}. */
    public Builder consistency(Consistency value) {
      this.consistency = value;
      return this;
    }

    /** See {@link CachePolicy#tagFields}. */
    public Builder tagFields(TagFields value) {
      this.tagFields = value;
      return this;
    }

    /** The policy, validated. */
    public CachePolicy build() {
      return new CachePolicy(
          cache,
          methods,
          statuses,
          targetedFields,
          heuristicFraction,
          heuristicMax,
          ttl,
          override,
          immutable,
          negativeTtl,
          cookies,
          staleWhileRevalidate,
          staleIfError,
          honourRequestDirectives,
          consistency,
          tagFields);
    }
  }
}
