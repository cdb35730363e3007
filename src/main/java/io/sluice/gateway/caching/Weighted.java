package io.sluice.gateway.caching;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member of a weighted list such as Accept-Encoding (RFC 9110 §12.4.2).
 *
 * @param q its weight in thousandths
 */
record Weighted(String value, int q) {

  /**
   * The members with their weights, or null when one is not {@code token [;q=…]}.
   *
   * @param compact without white space around its commas, in lower case
   */
  static @Nullable List<Weighted> list(String compact) {
    List<Weighted> members = new ArrayList<>();
    for (int from = 0; from < compact.length(); ) {
      int end = Ascii.memberEnd(compact, from);
      int semicolon = compact.indexOf(';', from);
      boolean plain = semicolon < 0 || semicolon > end;
      String value = Ascii.trim(compact.substring(from, plain ? end : semicolon));
      int q = plain ? 1000 : q(Ascii.trim(compact.substring(semicolon + 1, end)));
      if (q < 0 || !Ascii.isToken(value)) {
        return null;
      }
      members.add(new Weighted(value, q));
      from = end + 1;
    }
    return members;
  }

  private static int q(String parameter) {
    return parameter.startsWith("q=") ? thousandths(parameter.substring(2)) : -1;
  }

  /** A qvalue (RFC 9110 §12.4.2) in thousandths, or -1. */
  private static int thousandths(String q) {
    if (q.isEmpty() || q.length() > 5 || (q.length() > 1 && q.charAt(1) != '.')) {
      return -1;
    }
    int n = q.charAt(0) - '0';
    if (n != 0 && n != 1) {
      return -1;
    }
    for (int i = 2; i < 5; i++) {
      char c = i < q.length() ? q.charAt(i) : '0';
      if (!Ascii.isDigit(c)) {
        return -1;
      }
      n = n * 10 + c - '0';
    }
    return n <= 1000 ? n : -1;
  }
}
