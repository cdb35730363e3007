package io.sluice.gateway.caching;

import io.sluice.gateway.caching.InvalidTargetException.Reason;

/** Percent-encoding normalisation of a path with query (RFC 3986 §6.2.2.1 and §6.2.2.2). */
final class PercentEncoding {
  private static final byte PLAIN = 1;
  private static final byte ENCODE = 2;
  private static final byte UNRESERVED = 3;
  private static final byte[] KIND = new byte[128];
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  static {
    for (char c = '0'; c <= '9'; c++) {
      KIND[c] = UNRESERVED;
    }
    for (char c = 'A'; c <= 'Z'; c++) {
      KIND[c] = UNRESERVED;
      KIND[c + 32] = UNRESERVED;
    }
    for (char c : "-._~".toCharArray()) {
      KIND[c] = UNRESERVED;
    }
    for (char c : "!$&'()*+,;=:@/?[]".toCharArray()) {
      KIND[c] = PLAIN;
    }
    // Not allowed by the grammar, but browsers send them raw; encoded they mean the same to all.
    for (char c : "\"<>\\^`{|}".toCharArray()) {
      KIND[c] = ENCODE;
    }
  }

  private PercentEncoding() {}

  /** The normal form; the same instance when the text already is. */
  static String normalise(String s) throws InvalidTargetException {
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c >= 128 || (KIND[c] != UNRESERVED && KIND[c] != PLAIN)) {
        return rewrite(s, i);
      }
    }
    return s;
  }

  private static String rewrite(String s, int from) throws InvalidTargetException {
    var out = new StringBuilder(s.length() + 16).append(s, 0, from);
    for (int i = from; i < s.length(); i++) {
      char c = s.charAt(i);
      byte kind = c < 128 ? KIND[c] : 0;
      if (kind == UNRESERVED || kind == PLAIN) {
        out.append(c);
      } else if (kind == ENCODE) {
        hex(out, c);
      } else if (c == '%' && i + 2 < s.length()) {
        int high = Character.digit(s.charAt(i + 1), 16);
        int low = Character.digit(s.charAt(i + 2), 16);
        if (high < 0 || low < 0 || s.charAt(i + 1) >= 128 || s.charAt(i + 2) >= 128) {
          throw invalid(s);
        }
        char decoded = (char) (high * 16 + low);
        if (decoded < 128 && KIND[decoded] == UNRESERVED) {
          out.append(decoded);
        } else {
          hex(out, decoded);
        }
        i += 2;
      } else {
        throw invalid(s);
      }
    }
    return out.toString();
  }

  private static void hex(StringBuilder out, char c) {
    out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
  }

  private static InvalidTargetException invalid(String s) {
    return new InvalidTargetException(
        Reason.INVALID_CHARACTER,
        "target: " + Text.printable(s) + " (expected: characters of RFC 3986)");
  }
}
