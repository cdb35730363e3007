package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.List;

/**
 * A text in which {@code *} stands for any run of characters, also none.
 *
 * <p>The pieces between the stars are looked for from left to right, each as early as possible;
 * that never needs to be taken back, so the time is at most text × longest piece.
 */
public final class Glob {
  private final String text;
  private final List<String> pieces;

  public Glob(String text) {
    this.text = text;
    var parts = new ArrayList<String>();
    var start = 0;
    for (var star = text.indexOf('*'); star >= 0; star = text.indexOf('*', start)) {
      parts.add(text.substring(start, star));
      start = star + 1;
    }
    parts.add(text.substring(start));
    this.pieces = List.copyOf(parts);
  }

  /** Whether the whole value fits. */
  public boolean matches(String value) {
    var first = pieces.get(0);
    if (pieces.size() == 1) {
      return value.equals(first);
    }
    var last = pieces.get(pieces.size() - 1);
    var end = value.length() - last.length();
    if (end < first.length() || !value.startsWith(first) || !value.endsWith(last)) {
      return false;
    }
    var position = first.length();
    for (var piece : pieces.subList(1, pieces.size() - 1)) {
      var found = value.indexOf(piece, position);
      if (found < 0 || found + piece.length() > end) {
        return false;
      }
      position = found + piece.length();
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Glob glob && text.equals(glob.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
