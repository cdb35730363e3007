package io.sluice.gateway.caching;

import org.jspecify.annotations.Nullable;

/** Delta-seconds (RFC 9111 §1.2.2). */
final class DeltaSeconds {
  /** What larger values are taken for, 2^31 − 1. */
  static final long MAX = Integer.MAX_VALUE;

  private DeltaSeconds() {}

  /** Digits, saturating at {@link #MAX}; -1 for anything else. */
  static long parse(@Nullable String s) {
    if (s == null || s.isEmpty()) {
      return -1;
    }
    long n = 0;
    for (int i = 0; i < s.length(); i++) {
      if (!Ascii.isDigit(s.charAt(i))) {
        return -1;
      }
      n = Math.min(MAX, n * 10 + s.charAt(i) - '0');
    }
    return n;
  }
}
