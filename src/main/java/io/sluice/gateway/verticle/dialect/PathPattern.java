package io.sluice.gateway.verticle.dialect;

import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.PurgeTarget;
import io.sluice.gateway.caching.Text;
import java.util.List;

/**
 * The expressions for paths that are understood, with or without {@code ^}: {@code .*} and {@code
 * /.*} for every path, {@code /blog/} and {@code /blog/.*} for what is below; and {@code ^/blog$}
 * for one.
 *
 * @param path begins with a slash
 * @param one whether it means that path alone; else it ends with a slash
 */
record PathPattern(String path, boolean one) {
  /** Matches all. */
  static final String ANY = ".*";

  /**
   * @throws IllegalArgumentException for any other expression
   */
  static PathPattern of(String pattern) {
    boolean fromTheStart = pattern.startsWith("^");
    boolean toTheEnd = Alternatives.endsWith(pattern, "$");
    String s = pattern.substring(fromTheStart ? 1 : 0, pattern.length() - (toTheEnd ? 1 : 0));
    if (s.equals(ANY)) {
      return new PathPattern("/", false);
    }
    boolean below = s.endsWith("/" + ANY);
    String path = Alternatives.literal(below ? s.substring(0, s.length() - ANY.length()) : s);
    boolean one = fromTheStart && toTheEnd && !below;
    boolean prefix = path != null && path.endsWith("/") && (below || !toTheEnd);
    if (path == null || !path.startsWith("/") || path.indexOf('?') >= 0 || !(one || prefix)) {
      throw new IllegalArgumentException(
          "path: "
              + Text.printable(pattern)
              + " (expected: .* for all, ^/blog/.* for what is below, ^/blog$ for one; no other"
              + " regular expressions)");
    }
    return new PathPattern(path, one);
  }

  boolean isEverything() {
    return path.equals("/") && !one;
  }

  /** What it names on a host, with or without a port: everything there, what is below, or one. */
  List<String> tags(String authority) throws InvalidTargetException {
    if (isEverything()) {
      return List.of(PurgeTarget.host(authority));
    }
    return one ? PurgeTarget.url(authority + path) : PurgeTarget.prefix(authority + path);
  }
}
