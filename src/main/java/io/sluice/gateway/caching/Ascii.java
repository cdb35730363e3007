package io.sluice.gateway.caching;

/** Character classes and scanning shared by the parsers of this package (RFC 9110 §5.6). */
final class Ascii {
  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = 'a'; c <= 'z'; c++) {
      TOKEN[c] = true;
      TOKEN[c - 32] = true;
    }
    for (char c = '0'; c <= '9'; c++) {
      TOKEN[c] = true;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = true;
    }
  }

  private Ascii() {}

  static boolean isTokenChar(char c) {
    return c < 128 && TOKEN[c];
  }

  static boolean isToken(String s) {
    for (int i = 0; i < s.length(); i++) {
      if (!isTokenChar(s.charAt(i))) {
        return false;
      }
    }
    return !s.isEmpty();
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isAlpha(char c) {
    char l = (char) (c | 0x20);
    return l >= 'a' && l <= 'z';
  }

  static boolean isOws(char c) {
    return c == ' ' || c == '\t';
  }

  static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }

  /** ASCII lower case; the same instance when nothing changes. */
  static String lowerCase(String s) {
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        char[] chars = s.toCharArray();
        for (int j = i; j < chars.length; j++) {
          chars[j] = lower(chars[j]);
        }
        return new String(chars);
      }
    }
    return s;
  }

  /** Whether {@code s[from, to)} is {@code lower} without regard to ASCII case. */
  static boolean regionIs(String s, int from, int to, String lower) {
    if (to - from != lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      if (lower(s.charAt(from + i)) != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Removes optional white space (SP, HTAB) at both ends. */
  static String trim(String s) {
    int from = 0;
    int to = s.length();
    while (from < to && isOws(s.charAt(from))) {
      from++;
    }
    while (to > from && isOws(s.charAt(to - 1))) {
      to--;
    }
    return s.substring(from, to);
  }

  /**
   * The end of the list member that begins at {@code from}: the next comma outside a quoted string,
   * or the length. A quote that is never closed is taken as an ordinary character.
   */
  static int memberEnd(String s, int from) {
    for (int i = from; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == ',') {
        return i;
      }
      if (c == '"') {
        int close = quoteEnd(s, i);
        if (close > 0) {
          i = close;
        }
      }
    }
    return s.length();
  }

  /** The index of the quote that closes the one at {@code open}, or -1. */
  static int quoteEnd(String s, int open) {
    for (int i = open + 1; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        return i;
      }
    }
    return -1;
  }
}
