package io.sluice.gateway.caching;

import org.jspecify.annotations.Nullable;

/**
 * Composes the Cache-Status of a response (RFC 9211) and the X-Cache word beside it.
 *
 * <p>A hit is one concatenation: {@link #hit}. Everything else is built up step by step.
 */
public final class CacheStatus {

  /** What X-Cache says. */
  public enum XCache {
    /** Answered from store, fresh. */
    HIT,
    /** Fetched. */
    MISS,
    /** Answered from store, stale. */
    STALE,
    /** Answered from store after the origin confirmed it. */
    REVALIDATED,
    /** Not a matter of caching: the method, the rule or the kill switch. */
    BYPASS
  }

  private final StringBuilder text;

  private CacheStatus(StringBuilder text) {
    this.text = text;
  }

  /**
   * The value for a hit.
   *
   * @param upstream the members that came with the stored response, or null
   * @param identifier this cache's name with its parameters, as {@link #identifier} makes it
   */
  public static String hit(@Nullable String upstream, String identifier, long ttlSeconds) {
    return upstream == null
        ? identifier + "; hit; ttl=" + ttlSeconds
        : upstream + ", " + identifier + "; hit; ttl=" + ttlSeconds;
  }

  /**
   * How this cache names itself: {@code sluice}, with the node as its parameter where that is to be
   * told.
   */
  public static String identifier(String name, @Nullable String node) {
    return node == null ? name : name + "; node=" + StructuredFields.string(printable(node));
  }

  /** Begins a value; upstream members, where there are any, stay in front. */
  public static CacheStatus begin(@Nullable String upstream, String identifier) {
    var text = new StringBuilder(96);
    if (upstream != null && !upstream.isEmpty()) {
      text.append(upstream).append(", ");
    }
    return new CacheStatus(text.append(identifier));
  }

  /** {@code hit}: answered from store without waiting for the origin. */
  public CacheStatus hit() {
    text.append("; hit");
    return this;
  }

  /** {@code fwd=}: forwarded, and why. */
  public CacheStatus forwarded(ForwardReason reason) {
    text.append("; fwd=").append(reason.token());
    return this;
  }

  /** {@code fwd-status=}: the origin's status, where it differs from the one sent. */
  public CacheStatus forwardStatus(int status) {
    text.append("; fwd-status=").append(status);
    return this;
  }

  /** {@code stored}: the response was stored. */
  public CacheStatus stored() {
    text.append("; stored");
    return this;
  }

  /** {@code collapsed}: answered by another request's fetch. */
  public CacheStatus collapsed() {
    text.append("; collapsed");
    return this;
  }

  /** {@code ttl=}: the remaining lifetime, negative when stale. */
  public CacheStatus ttl(long seconds) {
    text.append("; ttl=").append(seconds);
    return this;
  }

  /**
   * A value with what only those who debug may see: {@code key}, and by parameters of our own (RFC
   * 9211 §2) which rule governed the request and what the stored response's lifetime is made of.
   */
  public static String explained(
      String value, @Nullable CacheKey key, @Nullable String rule, @Nullable Freshness freshness) {
    var text = new StringBuilder(value);
    parameter(text, "key", key == null ? null : key.text());
    parameter(text, "sluice-rule", rule);
    parameter(text, "sluice-freshness", freshness == null ? null : freshness.explain());
    return text.toString();
  }

  private static void parameter(StringBuilder text, String name, @Nullable String value) {
    if (value != null) {
      text.append("; ").append(name).append('=').append(StructuredFields.string(printable(value)));
    }
  }

  /** {@code detail=}: a token where the text is one, else a string. */
  public CacheStatus detail(String detail) {
    boolean token = Ascii.isToken(detail) && Ascii.isAlpha(detail.charAt(0));
    text.append("; detail=").append(token ? detail : StructuredFields.string(printable(detail)));
    return this;
  }

  /** The field value. */
  @Override
  public String toString() {
    return text.toString();
  }

  private static String printable(String s) {
    var out = new StringBuilder(s.length());
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      out.append(c < ' ' || c > '~' ? '?' : c);
    }
    return out.toString();
  }
}
