package io.sluice.gateway.config;

import java.util.Collection;
import java.util.Optional;

/** Finds what somebody meant who has mistyped a name. */
final class Nearest {
  /** Longer names are no typing errors, and comparing them would cost time. */
  private static final int MAX_LENGTH = 64;

  private Nearest() {}

  /** The known name with the fewest edits, if these are few for its length. */
  static Optional<String> to(String name, Collection<String> known) {
    if (name.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String nearest = null;
    var fewest = Math.max(1, name.length() / 3) + 1;
    for (var candidate : known) {
      var edits = edits(name, candidate);
      if (edits < fewest) {
        fewest = edits;
        nearest = candidate;
      }
    }
    return Optional.ofNullable(nearest);
  }

  /** Levenshtein's distance in which a swap of neighbours counts as one edit. */
  private static int edits(String a, String b) {
    var d = new int[a.length() + 1][b.length() + 1];
    for (var i = 0; i <= a.length(); i++) {
      for (var j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        var cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + cost);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
