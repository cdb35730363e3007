package io.sluice.gateway.caching;

import org.jspecify.annotations.Nullable;

/**
 * Reads the directives of Cache-Control lines (RFC 9111 §5.2), forgiving what can be forgiven in
 * one direction only: a broken line may forbid, never permit.
 */
final class CacheControlScanner {

  /** Receives each directive. */
  interface Sink {
    /**
     * One directive.
     *
     * @param name in lower case
     * @param value the argument without its quotes, or null
     * @param clean whether the directive follows the grammar; what is not clean may only restrict
     */
    void directive(String name, @Nullable String value, boolean clean);
  }

  private CacheControlScanner() {}

  static void scan(String line, Sink sink) {
    boolean clean = true; // false once a quote was left open: all that follows is doubtful
    int i = 0;
    while (i < line.length()) {
      char c = line.charAt(i);
      if (c == ',' || Ascii.isOws(c)) {
        i++;
        continue;
      }
      int from = i;
      while (i < line.length() && Ascii.isTokenChar(line.charAt(i))) {
        i++;
      }
      String name = Ascii.lowerCase(line.substring(from, i));
      boolean ok = clean && i > from;
      int equals = skipOws(line, i);
      if (equals < line.length() && line.charAt(equals) == '=') {
        int at = skipOws(line, equals + 1);
        ok &= equals == i && at == equals + 1; // no white space around "="
        i = at;
        String value;
        if (at < line.length() && line.charAt(at) == '"') {
          int close = Ascii.quoteEnd(line, at);
          if (close < 0) {
            clean = false;
            ok = false;
            value = null;
            i = at + 1;
          } else {
            value = unquote(line, at + 1, close);
            i = close + 1;
          }
        } else {
          while (i < line.length() && Ascii.isTokenChar(line.charAt(i))) {
            i++;
          }
          ok &= i > at;
          value = line.substring(at, i);
        }
        int end = skipOws(line, i);
        ok &= end == line.length() || line.charAt(end) == ',';
        sink.directive(name, value, ok);
      } else {
        ok &= equals == line.length() || line.charAt(equals) == ',';
        sink.directive(name, null, ok);
      }
      i = clean ? Ascii.memberEnd(line, i) : plainEnd(line, i);
    }
  }

  private static int plainEnd(String line, int from) {
    int comma = line.indexOf(',', from);
    return comma < 0 ? line.length() : comma;
  }

  private static int skipOws(String s, int i) {
    while (i < s.length() && Ascii.isOws(s.charAt(i))) {
      i++;
    }
    return i;
  }

  private static String unquote(String s, int from, int to) {
    if (s.indexOf('\\', from) < 0) {
      return s.substring(from, to);
    }
    var out = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      char c = s.charAt(i);
      out.append(c == '\\' && i + 1 < to ? s.charAt(++i) : c);
    }
    return out.toString();
  }
}
