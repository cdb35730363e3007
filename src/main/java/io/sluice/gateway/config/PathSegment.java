package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One segment of a {@link PathPattern}: literals, stars and captures. */
final class PathSegment {
  /** What a segment consists of; a wildcard's {@code capture} is an index, or -1 for a star. */
  private record Token(String literal, int capture) {
    boolean isWildcard() {
      return literal.isEmpty();
    }

    int minLength() {
      return capture < 0 ? 0 : 1;
    }
  }

  private final List<Token> tokens;

  private PathSegment(List<Token> tokens) {
    this.tokens = List.copyOf(tokens);
  }

  /** Compiles a segment and appends the names of its captures to {@code names}. */
  static PathSegment compile(String part, List<String> names) {
    var tokens = new ArrayList<Token>();
    var position = 0;
    while (position < part.length()) {
      var c = part.charAt(position);
      var wildcard = c == '*' || c == '{';
      if (wildcard && !tokens.isEmpty() && tokens.get(tokens.size() - 1).isWildcard()) {
        throw new IllegalArgumentException(
            "a path pattern in which ** stands alone between slashes and text separates wildcards");
      }
      if (c == '*') {
        tokens.add(new Token("", -1));
        position++;
      } else if (c == '{') {
        var close = part.indexOf('}', position);
        var name = close < 0 ? "" : part.substring(position + 1, close);
        if (!Placeholder.isName(name)) {
          throw new IllegalArgumentException(
              "a path pattern with captures such as {id}: letters, digits, - and _ in braces");
        }
        tokens.add(new Token("", names.size()));
        names.add(name);
        position = close + 1;
      } else {
        var end = position;
        while (end < part.length() && part.charAt(end) != '*' && part.charAt(end) != '{') {
          end++;
        }
        tokens.add(new Token(part.substring(position, end), -1));
        position = end;
      }
    }
    return new PathSegment(tokens);
  }

  /** Matches {@code path[start, end)} and notes where captures begin and end. */
  boolean matches(String path, int start, int end, int @Nullable [] bounds) {
    var position = start;
    for (var i = 0; i < tokens.size(); i++) {
      var token = tokens.get(i);
      if (!token.isWildcard()) {
        if (!regionMatches(path, position, end, token.literal)) {
          return false;
        }
        position += token.literal.length();
        continue;
      }
      var from = position;
      position = wildcardEnd(path, from + token.minLength(), end, i);
      if (position < 0) {
        return false;
      }
      if (bounds != null && token.capture >= 0) {
        bounds[2 * token.capture] = from;
        bounds[2 * token.capture + 1] = position;
      }
    }
    return position == end;
  }

  /** Where the wildcard at {@code index} ends, not before {@code earliest}; -1 = nowhere. */
  private int wildcardEnd(String path, int earliest, int end, int index) {
    if (earliest > end) {
      return -1;
    }
    if (index == tokens.size() - 1) {
      return end;
    }
    var literal = tokens.get(index + 1).literal;
    if (index == tokens.size() - 2) { // the literal must end the segment
      var position = end - literal.length();
      return position >= earliest && path.startsWith(literal, position) ? position : -1;
    }
    var position = path.indexOf(literal, earliest);
    return position >= 0 && position + literal.length() <= end ? position : -1;
  }

  private static boolean regionMatches(String path, int position, int end, String literal) {
    return position + literal.length() <= end && path.startsWith(literal, position);
  }
}
