package io.sluice.gateway.verticle.event;

import java.nio.charset.StandardCharsets;

/** A value as it stands in a URL: the simple and the reserved expansion of RFC 6570 §3.2. */
final class UrlValue {
  private static final String UNRESERVED = "-._~";
  private static final String RESERVED = ":/?#[]@!$&'()*+,;=";

  private UrlValue() {}

  /**
   * @param reserved whether what is reserved, and what is percent-encoded, stays as it is
   */
  static String encode(String value, boolean reserved) {
    var out = new StringBuilder(value.length());
    var bytes = value.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      int octet = bytes[i] & 0xff;
      char c = (char) octet;
      if (isUnreserved(c)
          || (reserved && (RESERVED.indexOf(c) >= 0 || (c == '%' && isTriplet(bytes, i))))) {
        out.append(c);
      } else {
        out.append('%').append(hex(octet >> 4)).append(hex(octet & 15));
      }
    }
    return out.toString();
  }

  /**
   * Whether a segment of this URL is {@code .} or {@code ..}: it would be resolved, which no
   * encoding of a dot prevents, and the URL be another.
   */
  static boolean hasDotSegment(String url) {
    for (var segment : url.split("[?#]", 2)[0].split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || UNRESERVED.indexOf(c) >= 0;
  }

  private static boolean isTriplet(byte[] bytes, int i) {
    return i + 2 < bytes.length
        && Character.digit(bytes[i + 1], 16) >= 0
        && Character.digit(bytes[i + 2], 16) >= 0;
  }

  private static char hex(int digit) {
    return Character.toUpperCase(Character.forDigit(digit, 16));
  }
}
