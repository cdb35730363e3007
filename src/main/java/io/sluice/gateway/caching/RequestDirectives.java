package io.sluice.gateway.caching;

import org.jspecify.annotations.Nullable;

/**
 * The Cache-Control directives of a request (RFC 9111 §5.2.1); numbers are seconds, -1 when absent.
 *
 * @param maxStaleSeconds 2^31−1 when given without a number: any staleness is acceptable
 * @param staleIfErrorSeconds RFC 5861 §4
 */
public record RequestDirectives(
    boolean noCache,
    boolean noStore,
    boolean onlyIfCached,
    long maxAgeSeconds,
    long minFreshSeconds,
    long maxStaleSeconds,
    long staleIfErrorSeconds) {
  /** What a request without Cache-Control says. */
  public static final RequestDirectives NONE =
      new RequestDirectives(false, false, false, -1, -1, -1, -1);

  /**
   * Reads Cache-Control. Of duplicates the first counts. A bad max-age is 0; other bad numbers are
   * as if absent. Pragma says nothing (RFC 9111 §5.4).
   */
  public static RequestDirectives parse(Fields request) {
    if (!request.contains(FieldNames.CACHE_CONTROL)) {
      return NONE;
    }
    var parser = new Parser();
    for (String line : request.all(FieldNames.CACHE_CONTROL)) {
      CacheControlScanner.scan(line, parser);
    }
    return new RequestDirectives(
        parser.noCache,
        parser.noStore,
        parser.onlyIfCached,
        parser.maxAge,
        parser.minFresh,
        parser.maxStale,
        parser.staleIfError);
  }

  private static final class Parser implements CacheControlScanner.Sink {
    boolean noCache;
    boolean noStore;
    boolean onlyIfCached;
    long maxAge = -1;
    long minFresh = -1;
    long maxStale = -1;
    long staleIfError = -1;

    @Override
    public void directive(String name, @Nullable String value, boolean clean) {
      long seconds = clean ? DeltaSeconds.parse(value) : -1;
      switch (name) {
        case "no-cache" -> noCache = true;
        case "no-store" -> noStore = true;
        case "only-if-cached" -> onlyIfCached = true;
        case "max-age" -> maxAge = maxAge >= 0 ? maxAge : Math.max(0, seconds);
        case "min-fresh" -> minFresh = minFresh >= 0 ? minFresh : seconds;
        case "max-stale" -> {
          if (maxStale < 0) {
            maxStale = clean && value == null ? DeltaSeconds.MAX : seconds;
          }
        }
        case "stale-if-error" -> staleIfError = staleIfError >= 0 ? staleIfError : seconds;
        default -> {}
      }
    }
  }
}
