package io.sluice.gateway.caching;

import org.jspecify.annotations.Nullable;

/** Makes the extra parts of a {@link CacheKey} that a rule selects. */
public final class KeyPart {
  private KeyPart() {}

  /** A request field's normalised value; an absent field differs from an empty one. */
  public static String header(String name, Fields request) {
    String lower = FieldNames.canonical(name);
    return of("h:" + lower, request.contains(lower) ? VaryNormaliser.value(lower, request) : null);
  }

  /** A request field's value as it was sent; an absent field differs from an empty one. */
  public static String headerAsSent(String name, Fields request) {
    String lower = FieldNames.canonical(name);
    return of("h:" + lower, request.joined(lower));
  }

  /**
   * Every cookie of that name in its order, since which one an origin takes is its own affair (RFC
   * 6265 §4.2.2): a client that sends two gets an entry of its own. Names are case-sensitive.
   */
  public static String cookie(String name, Fields request) {
    return of("c:" + name, cookieValues(name, request));
  }

  /**
   * The request's body.
   *
   * @param hash a digest of it, in hexadecimal
   */
  public static String body(String hash) {
    return of("b:", hash);
  }

  private static String of(String name, @Nullable String value) {
    return value == null ? name : name + "=" + value;
  }

  private static @Nullable String cookieValues(String name, Fields request) {
    String values = null;
    for (String line : request.all(FieldNames.COOKIE)) {
      for (int from = 0; from < line.length(); ) {
        int end = line.indexOf(';', from);
        if (end < 0) {
          end = line.length();
        }
        String pair = Ascii.trim(line.substring(from, end));
        if (pair.startsWith(name) && pair.startsWith("=", name.length())) {
          String value = pair.substring(name.length() + 1);
          values = values == null ? value : values + ';' + value;
        }
        from = end + 1;
      }
    }
    return values;
  }

  /** Escapes what separates parts: space, backslash, control characters. */
  static void escape(StringBuilder out, String part) {
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c > ' ' && c != '\\' && c != 0x7f) {
        out.append(c);
      } else {
        out.append('\\').append((char) ('0' + (c >> 4))).append("0123456789abcdef".charAt(c & 15));
      }
    }
  }

  /**
   * The opposite of {@link #escape}.
   *
   * @throws IllegalArgumentException for a backslash that two hexadecimal digits do not follow
   */
  static String unescape(String escaped) {
    var out = new StringBuilder(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c != '\\') {
        out.append(c);
      } else if (i + 2 < escaped.length()) {
        out.append((char) Integer.parseInt(escaped, i + 1, i + 3, 16));
        i += 2;
      } else {
        throw new IllegalArgumentException("cut off");
      }
    }
    return out.toString();
  }
}
