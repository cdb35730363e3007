package io.sluice.gateway.caching;

/** Removes dot segments (RFC 3986 §5.2.4) from a path whose unreserved characters are decoded. */
final class DotSegments {
  private DotSegments() {}

  /**
   * The path without {@code .} and {@code ..} segments; the same instance when it has none. What
   * would climb above the root stays at the root.
   */
  static String remove(String path) {
    int dot = path.indexOf("/.");
    while (dot >= 0 && !isDotSegment(path, dot + 1)) {
      dot = path.indexOf("/.", dot + 1);
    }
    return dot < 0 ? path : rewrite(path, dot);
  }

  /** Whether the segment that begins at {@code from}, just after a slash, is a dot segment. */
  private static boolean isDotSegment(String path, int from) {
    int end = path.indexOf('/', from);
    int length = (end < 0 ? path.length() : end) - from;
    return length == 1 || (length == 2 && path.charAt(from + 1) == '.');
  }

  /**
   * Whether somebody who takes {@code %2F} and {@code %5C} for slashes, or cuts a segment off at
   * its semicolon, sees dot segments in a path that {@link #remove} has left without any. To such
   * an origin it names something outside of the directory whose rules we would apply.
   */
  static boolean areHidden(String path) {
    if (path.indexOf('%') < 0 && path.indexOf(';') < 0) {
      return false;
    }
    String seen = path.replace("%2F", "/").replace("%5C", "/") + '/';
    for (int dot = seen.indexOf("/."); dot >= 0; dot = seen.indexOf("/.", dot + 1)) {
      int end = seen.startsWith("..", dot + 1) ? dot + 3 : dot + 2;
      if (seen.charAt(end) == '/' || seen.charAt(end) == ';') {
        return true;
      }
    }
    return false;
  }

  private static String rewrite(String path, int firstDot) {
    var out = new StringBuilder(path.length()).append(path, 0, firstDot);
    for (int slash = firstDot; slash < path.length(); ) {
      int end = path.indexOf('/', slash + 1);
      boolean last = end < 0;
      if (last) {
        end = path.length();
      }
      int length = end - slash - 1;
      boolean dots =
          path.startsWith(".", slash + 1) && length <= 2 && isDotSegment(path, slash + 1);
      if (!dots) {
        out.append(path, slash, end);
      } else {
        if (length == 2) {
          out.setLength(Math.max(0, out.lastIndexOf("/")));
        }
        if (last) {
          out.append('/');
        }
      }
      slash = end;
    }
    return out.isEmpty() ? "/" : out.toString();
  }
}
