package io.sluice.gateway.caching;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Normalises the request fields that Vary nominates, without changing what they mean (RFC 9111
 * §4.1).
 *
 * <p>For all fields the lines are joined and white space around commas outside quotes is removed.
 * Case is folded for Accept, Accept-Encoding and Accept-Language only: elsewhere it may matter.
 */
final class VaryNormaliser {

  private VaryNormaliser() {}

  /** The normalised value of a present field, in the request. */
  static @Nullable String value(String lowerName, Fields request) {
    String joined = request.joined(lowerName);
    return joined == null ? null : normalise(lowerName, joined);
  }

  static String normalise(String lowerName, String joined) {
    return switch (lowerName) {
      case FieldNames.ACCEPT_ENCODING -> encodings(compact(joined, true));
      case FieldNames.ACCEPT_LANGUAGE -> languages(compact(joined, true));
      case FieldNames.ACCEPT -> compact(joined, true);
      default -> compact(joined, false);
    };
  }

  /**
   * Removes empty members and the white space around commas; folds case outside quotes if asked.
   */
  static String compact(String s, boolean fold) {
    var out = new StringBuilder(s.length());
    int i = 0;
    while (i < s.length()) {
      int end = Ascii.memberEnd(s, i);
      int from = i;
      int to = end;
      while (from < to && Ascii.isOws(s.charAt(from))) {
        from++;
      }
      while (to > from && Ascii.isOws(s.charAt(to - 1))) {
        to--;
      }
      if (to > from) {
        if (!out.isEmpty()) {
          out.append(',');
        }
        append(out, s, from, to, fold);
      }
      i = end + 1;
    }
    return out.toString();
  }

  private static void append(StringBuilder out, String s, int from, int to, boolean fold) {
    boolean quoted = false;
    for (int i = from; i < to; i++) {
      char c = s.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && quoted && i + 1 < to) {
        out.append(c);
        c = s.charAt(++i);
      }
      out.append(fold && !quoted ? Ascii.lower(c) : c);
    }
  }

  /**
   * The set of acceptable codings, sorted: whatever a server picked for one client is acceptable to
   * every other with the same set, whatever their preferences. Refusals matter only for {@code
   * identity} and beside {@code *}.
   */
  private static String encodings(String compact) {
    List<Weighted> members = Weighted.list(compact);
    if (members == null) {
      return compact;
    }
    boolean wildcard = false;
    for (Weighted m : members) {
      wildcard |= m.value().equals("*");
    }
    var set = new TreeSet<String>();
    for (Weighted m : members) {
      String coding = alias(m.value());
      if (m.q() > 0) {
        set.add(coding);
      } else if (wildcard || coding.equals("identity")) {
        set.add(coding + ";q=0");
      }
    }
    if (!wildcard && !set.contains("identity;q=0")) {
      set.remove("identity"); // acceptable unless refused (RFC 9110 §12.5.3)
    }
    return String.join(",", set);
  }

  /** The coding's proper name (RFC 9110 §8.4.1). */
  static String alias(String coding) {
    return switch (coding) {
      case "x-gzip" -> "gzip";
      case "x-compress" -> "compress";
      default -> coding;
    };
  }

  /** By weight, those of equal weight by name. */
  private static String languages(String compact) {
    List<Weighted> members = Weighted.list(compact);
    if (members == null) {
      return compact;
    }
    members.sort(Comparator.comparingInt((Weighted m) -> -m.q()).thenComparing(Weighted::value));
    var out = new StringBuilder(compact.length());
    for (Weighted m : members) {
      if (!out.isEmpty()) {
        out.append(',');
      }
      out.append(m.value());
      if (m.q() < 1000) {
        out.append(";q=").append(m.q());
      }
    }
    return out.toString();
  }
}
