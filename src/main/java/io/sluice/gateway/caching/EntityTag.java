package io.sluice.gateway.caching;

import org.jspecify.annotations.Nullable;

/**
 * An entity tag (RFC 9110 §8.8.3).
 *
 * @param opaque the opaque tag with its quotes
 * @param weak whether it began with {@code W/}
 */
public record EntityTag(String opaque, boolean weak) {

  /** The tag, or null when the text is not one: an invalid {@code ETag} counts as absent. */
  public static @Nullable EntityTag parse(String text) {
    String s = Ascii.trim(text);
    boolean weak = s.startsWith("W/");
    int open = weak ? 2 : 0;
    return end(s, open) == s.length() && s.length() > open + 1
        ? new EntityTag(s.substring(open), weak)
        : null;
  }

  /** Strong comparison: both strong and the same (§8.8.3.2). */
  public boolean matchesStrongly(EntityTag other) {
    return !weak && !other.weak && opaque.equals(other.opaque);
  }

  /** Weak comparison: the same but for weakness (§8.8.3.2). */
  public boolean matchesWeakly(EntityTag other) {
    return opaque.equals(other.opaque);
  }

  /**
   * Whether a list of entity tags (If-None-Match, If-Match) holds one whose opaque tag is this
   * one's; {@code *} does. Members that are no entity tags match nothing.
   */
  boolean isInListWeakly(String list) {
    for (int i = 0; i < list.length(); ) {
      char c = list.charAt(i);
      if (c == ',' || Ascii.isOws(c)) {
        i++;
        continue;
      }
      int open = c == 'W' && list.startsWith("W/\"", i) ? i + 2 : i;
      int end = end(list, open);
      if (end > 0) {
        if (end - open == opaque.length() && list.startsWith(opaque, open)) {
          return true;
        }
        i = end;
      } else {
        i = Math.max(Ascii.memberEnd(list, i), i + 1);
      }
    }
    return false;
  }

  /** The index after the opaque tag whose opening quote is at {@code open}, or -1. */
  private static int end(String s, int open) {
    if (open >= s.length() || s.charAt(open) != '"') {
      return -1;
    }
    for (int i = open + 1; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '"') {
        return i + 1;
      }
      if (c <= ' ' || c == 0x7f) {
        return -1;
      }
    }
    return -1;
  }

  /** As it stands in a field. */
  @Override
  public String toString() {
    return weak ? "W/" + opaque : opaque;
  }
}
