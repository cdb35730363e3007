package io.sluice.gateway.verticle.dialect;

import io.sluice.gateway.caching.Text;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The regular expressions that are understood: alternatives of literal names, with the anchors by
 * which clients say "a whole member of a comma-separated field". They are read, never run: a name
 * always means itself alone, also where an expression without anchors would match a part.
 */
final class Alternatives {
  private static final int MAX_DEPTH = 4;
  private static final List<String> BEGINNINGS = List.of("(^|,)", "(^|\\,)", "^");
  private static final List<String> ENDS =
      List.of("(,|$)", "(\\,|$)", "($|,)", "($|\\,)", "(,.+)?$", "$");

  private final String field;
  private final List<String> names = new ArrayList<>();

  private Alternatives(String field) {
    this.field = field;
  }

  /**
   * The names.
   *
   * @param field where the pattern comes from, for the message
   * @throws IllegalArgumentException for any other expression
   */
  static List<String> of(String field, String pattern) {
    var alternatives = new Alternatives(field);
    alternatives.read(pattern.trim(), pattern, 0);
    return alternatives.names;
  }

  private void read(String part, String whole, int depth) {
    if (depth > MAX_DEPTH) {
      throw refused(whole);
    }
    int from = 0;
    int open = 0;
    for (int i = 0; i <= part.length(); i++) {
      char c = i == part.length() ? '|' : part.charAt(i);
      if (c == '\\') {
        i++;
        if (i == part.length()) {
          throw refused(whole);
        }
      } else if (c == '(') {
        open++;
      } else if (c == ')') {
        open--;
      } else if (c == '|' && open == 0) {
        readOne(part.substring(from, i), whole, depth);
        from = i + 1;
      }
    }
    if (open != 0) {
      throw refused(whole);
    }
  }

  private void readOne(String alternative, String whole, int depth) {
    String s = alternative;
    for (String beginning : BEGINNINGS) {
      if (s.startsWith(beginning)) {
        s = s.substring(beginning.length());
        break;
      }
    }
    for (String end : ENDS) {
      if (endsWith(s, end)) {
        s = s.substring(0, s.length() - end.length());
        break;
      }
    }
    if (s.startsWith("(") && endsWith(s, ")")) {
      read(s.substring(1, s.length() - 1), whole, depth + 1);
    } else {
      String name = literal(s);
      if (name == null) {
        throw refused(whole);
      }
      names.add(name);
    }
  }

  /** Whether it ends so, and not with that quoted. */
  static boolean endsWith(String s, String end) {
    int before = s.length() - end.length();
    int backslashes = 0;
    while (before > backslashes && s.charAt(before - backslashes - 1) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 0 && s.endsWith(end);
  }

  /**
   * What the text stands for when it is no expression, or null. A full stop counts as itself:
   * clients do not always quote it.
   */
  static @Nullable String literal(String text) {
    var name = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
        if (i == text.length() || Character.isLetterOrDigit(text.charAt(i))) {
          return null;
        }
        name.append(text.charAt(i));
      } else if ("*+?()[]{}^$|".indexOf(c) >= 0) {
        return null;
      } else {
        name.append(c);
      }
    }
    return name.isEmpty() ? null : name.toString();
  }

  private IllegalArgumentException refused(String pattern) {
    return new IllegalArgumentException(
        field
            + ": "
            + Text.printable(pattern)
            + " (expected: literal names as a|b, (a|b), (^|,)(a|b)(,|$) or"
            + " ((^|,)a(,|$))|((^|,)b(,|$)), or .* alone; no other regular expressions)");
  }
}
