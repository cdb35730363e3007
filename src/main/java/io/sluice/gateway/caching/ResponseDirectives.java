package io.sluice.gateway.caching;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cache directives of a response's effective field (RFC 9111 §5.2.2, RFC 9213 §2.2, RFC 5861,
 * RFC 8246): the first valid, non-empty targeted field, else Cache-Control. Numbers are seconds, -1
 * when absent.
 *
 * @param isPrivate {@code private}, with or without field names
 * @param isPublic {@code public}
 * @param fieldName the field they were read from, in lower case; empty when there was none
 */
public record ResponseDirectives(
    boolean noStore,
    boolean noCache,
    boolean isPrivate,
    boolean isPublic,
    boolean mustRevalidate,
    boolean proxyRevalidate,
    boolean mustUnderstand,
    boolean immutable,
    long maxAgeSeconds,
    long sMaxageSeconds,
    long staleWhileRevalidateSeconds,
    long staleIfErrorSeconds,
    String fieldName) {

  /**
   * Reads the effective field. Of duplicate directives the first counts (in a targeted field, as in
   * every dictionary, the last). Delta-seconds may be quoted in Cache-Control; a bad max-age or
   * s-maxage is 0, a bad stale-… is as if absent.
   *
   * @param targetedFields names of the targeted fields to look for, most specific first
   */
  public static ResponseDirectives parse(Fields response, List<String> targetedFields) {
    for (int i = 0; i < targetedFields.size(); i++) {
      String name = targetedFields.get(i);
      if (response.contains(name)) {
        ResponseDirectives targeted = targeted(name, response);
        if (targeted != null) {
          return targeted;
        }
      }
    }
    var parser = new Parser();
    List<String> lines = response.all(FieldNames.CACHE_CONTROL);
    for (String line : lines) {
      CacheControlScanner.scan(line, parser);
    }
    return parser.result(lines.isEmpty() ? "" : FieldNames.CACHE_CONTROL);
  }

  /** Whether they come from a targeted field, so that Cache-Control and Expires do not count. */
  public boolean isTargeted() {
    return !fieldName.isEmpty() && !fieldName.equals(FieldNames.CACHE_CONTROL);
  }

  /**
   * Whether a stale response must not be used without validation (RFC 9111 §4.2.4): s-maxage
   * implies proxy-revalidate.
   */
  public boolean forbidsStale() {
    return noCache || mustRevalidate || proxyRevalidate || sMaxageSeconds >= 0;
  }

  /** The targeted field's directives, or null when it is empty or not valid (RFC 9213 §2.1). */
  private static @Nullable ResponseDirectives targeted(String name, Fields response) {
    Map<String, Object> dictionary = StructuredFields.dictionary(response.all(name));
    if (dictionary == null || dictionary.isEmpty()) {
      return null;
    }
    var parser = new Parser();
    for (Map.Entry<String, Object> member : dictionary.entrySet()) {
      Object value = member.getValue();
      if (value instanceof Long seconds) {
        parser.directive(member.getKey(), Long.toString(Math.max(0, seconds)), seconds >= 0);
      } else if (Parser.isNumeric(member.getKey())) {
        return null; // a directive of the wrong type makes the field invalid
      } else if (!Boolean.FALSE.equals(value)) {
        parser.directive(member.getKey(), null, Boolean.TRUE.equals(value));
      }
    }
    return parser.result(FieldNames.canonical(name));
  }

  private static final class Parser implements CacheControlScanner.Sink {
    private boolean noStore;
    private boolean noCache;
    private boolean isPrivate;
    private boolean isPublic;
    private boolean mustRevalidate;
    private boolean proxyRevalidate;
    private boolean mustUnderstand;
    private boolean immutable;
    private long maxAge = -1;
    private long sMaxage = -1;
    private long staleWhileRevalidate = -1;
    private long staleIfError = -1;

    static boolean isNumeric(String name) {
      return name.equals("max-age")
          || name.equals("s-maxage")
          || name.equals("stale-while-revalidate")
          || name.equals("stale-if-error");
    }

    @Override
    public void directive(String name, @Nullable String value, boolean clean) {
      boolean permits = clean && value == null;
      long seconds = clean ? DeltaSeconds.parse(value) : -1;
      switch (name) {
        case "no-store" -> noStore = true;
        case "no-cache" -> noCache = true;
        case "private" -> isPrivate = true;
        case "must-revalidate" -> mustRevalidate = true;
        case "proxy-revalidate" -> proxyRevalidate = true;
        case "public" -> isPublic |= permits;
        case "must-understand" -> mustUnderstand |= permits;
        case "immutable" -> immutable |= permits;
        case "max-age" -> maxAge = maxAge >= 0 ? maxAge : Math.max(0, seconds);
        case "s-maxage" -> sMaxage = sMaxage >= 0 ? sMaxage : Math.max(0, seconds);
        case "stale-while-revalidate" ->
            staleWhileRevalidate = staleWhileRevalidate >= 0 ? staleWhileRevalidate : seconds;
        case "stale-if-error" -> staleIfError = staleIfError >= 0 ? staleIfError : seconds;
        default -> {}
      }
    }

    ResponseDirectives result(String fieldName) {
      return new ResponseDirectives(
          noStore,
          noCache,
          isPrivate,
          isPublic,
          mustRevalidate,
          proxyRevalidate,
          mustUnderstand,
          immutable,
          maxAge,
          sMaxage,
          staleWhileRevalidate,
          staleIfError,
          fieldName);
    }
  }
}
