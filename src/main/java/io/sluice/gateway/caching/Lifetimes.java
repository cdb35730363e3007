package io.sluice.gateway.caching;

import io.sluice.gateway.caching.Freshness.Source;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Calculates the freshness lifetime (RFC 9111 §4.2.1) and the corrected initial age (§4.2.3). */
final class Lifetimes {
  private static final Duration NO_WINDOW = Duration.ZERO;

  private Lifetimes() {}

  /**
   * The lifetime and terms of a response: rule with override, targeted field, s-maxage, max-age,
   * Expires, rule, heuristic; the first that says something counts.
   */
  static Freshness freshness(
      int status,
      Fields fields,
      ResponseDirectives d,
      CachePolicy policy,
      long responseTimeMillis) {
    long date = date(fields, responseTimeMillis);
    boolean overridden = true;
    Source source;
    long seconds;
    if (policy.immutable() && status < 400) {
      source = Source.RULE_IMMUTABLE;
      seconds = DeltaSeconds.MAX;
    } else if (policy.override() && ruleTtl(status, policy) != null) {
      source = Source.RULE_OVERRIDE;
      seconds = seconds(ruleTtl(status, policy));
    } else {
      overridden = false;
      Fields expiring = d.isTargeted() ? StoredFields.EMPTY : fields;
      source = source(status, expiring, fields, d, policy);
      seconds =
          switch (source) {
            case S_MAXAGE -> d.sMaxageSeconds();
            case MAX_AGE -> d.maxAgeSeconds();
            case TARGETED -> d.sMaxageSeconds() >= 0 ? d.sMaxageSeconds() : d.maxAgeSeconds();
            case EXPIRES -> expires(fields, date, responseTimeMillis);
            case RULE -> seconds(ruleTtl(status, policy));
            case HEURISTIC -> heuristic(fields, date, responseTimeMillis, policy);
            default -> 0;
          };
    }
    boolean mustRevalidate =
        d.mustRevalidate() || d.proxyRevalidate() || (!overridden && d.sMaxageSeconds() >= 0);
    // The rule's windows are not for what has no lifetime: a passing error would be served again
    // once the origin is well.
    boolean lasting =
        source.isExplicit()
            || source == Source.RULE
            || (status < 400 && StatusRules.isHeuristicallyCacheable(status));
    return new Freshness(
        Math.min(DeltaSeconds.MAX, Math.max(0, seconds)),
        source,
        d.noCache() && !overridden,
        mustRevalidate,
        d.immutable() || source == Source.RULE_IMMUTABLE,
        window(
            d.staleWhileRevalidateSeconds(), lasting ? policy.staleWhileRevalidate() : NO_WINDOW),
        window(d.staleIfErrorSeconds(), lasting ? policy.staleIfError() : NO_WINDOW));
  }

  private static Source source(
      int status, Fields expiring, Fields fields, ResponseDirectives d, CachePolicy policy) {
    if (d.sMaxageSeconds() >= 0) {
      return d.isTargeted() ? Source.TARGETED : Source.S_MAXAGE;
    }
    if (d.maxAgeSeconds() >= 0) {
      return d.isTargeted() ? Source.TARGETED : Source.MAX_AGE;
    }
    if (expiring.contains(FieldNames.EXPIRES)) {
      return Source.EXPIRES;
    }
    if (ruleTtl(status, policy) != null) {
      return Source.RULE;
    }
    boolean heuristic =
        policy.heuristicFraction() > 0
            && fields.contains(FieldNames.LAST_MODIFIED)
            && (d.isPublic() || StatusRules.isHeuristicallyCacheable(status));
    return heuristic ? Source.HEURISTIC : Source.NONE;
  }

  /**
   * The rule's lifetime for a status, or null: errors have one of their own, and a status that is
   * not cacheable by default gets none unless the rule names it, lest a passing error be kept.
   */
  private static @Nullable Duration ruleTtl(int status, CachePolicy policy) {
    boolean named = policy.statuses().contains(status);
    if (!named && !StatusRules.isHeuristicallyCacheable(status) && status != 451) {
      return null;
    }
    if (status < 400) {
      return policy.ttl();
    }
    return policy.negativeTtl() != null || !named ? policy.negativeTtl() : policy.ttl();
  }

  private static long seconds(@Nullable Duration duration) {
    return duration == null ? 0 : duration.toSeconds();
  }

  private static long window(long seconds, Duration rule) {
    return seconds >= 0 ? seconds : Math.min(DeltaSeconds.MAX, rule.toSeconds());
  }

  /** Expires less Date; what is no date is in the past (RFC 9111 §5.3). */
  private static long expires(Fields fields, long dateMillis, long nowMillis) {
    String value = fields.get(FieldNames.EXPIRES);
    long expires = value == null ? HttpDate.INVALID : HttpDate.parse(value, nowMillis);
    return expires == HttpDate.INVALID ? 0 : Math.floorDiv(expires - dateMillis, 1000L);
  }

  private static long heuristic(
      Fields fields, long dateMillis, long nowMillis, CachePolicy policy) {
    String value = fields.get(FieldNames.LAST_MODIFIED);
    long modified = value == null ? HttpDate.INVALID : HttpDate.parse(value, nowMillis);
    if (modified == HttpDate.INVALID || modified >= dateMillis) {
      return 0;
    }
    long seconds = (long) ((dateMillis - modified) / 1000.0 * policy.heuristicFraction());
    return Math.min(seconds, policy.heuristicMax().toSeconds());
  }

  /** Date; the time of reception when it is missing or not valid. */
  static long date(Fields fields, long responseTimeMillis) {
    String value = fields.get(FieldNames.DATE);
    long date = value == null ? HttpDate.INVALID : HttpDate.parse(value, responseTimeMillis);
    return date == HttpDate.INVALID ? responseTimeMillis : date;
  }

  /** The corrected initial age in milliseconds. */
  static long initialAgeMillis(ResponseHead response) {
    long responseTime = response.responseTimeMillis();
    // Date has whole seconds only: a fraction of one is no evidence of age.
    long apparent =
        Math.max(0, Math.floorDiv(responseTime - date(response.fields(), responseTime), 1000L));
    long delay = Math.max(0, responseTime - response.requestTimeMillis());
    return Math.max(apparent * 1000, ageSeconds(response.fields()) * 1000 + delay);
  }

  /** The received Age: its first list member if that is digits, else 0 (RFC 9111 §5.1). */
  static long ageSeconds(Fields fields) {
    String value = fields.get(FieldNames.AGE);
    if (value == null) {
      return 0;
    }
    int comma = value.indexOf(',');
    return Math.max(
        0, DeltaSeconds.parse(Ascii.trim(comma < 0 ? value : value.substring(0, comma))));
  }
}
