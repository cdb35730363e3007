package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.List;

/**
 * A JSON Pointer (RFC 6901) in which the token {@code *} stands for every element of an array and
 * every member of an object; so a member that is called {@code *} cannot be named.
 *
 * @param tokens unescaped, at least one
 */
public record JsonPointer(List<String> tokens) {
  /** The token that stands for all there is. */
  public static final String EACH = "*";

  private static final int MAX_TOKENS = 32;

  public JsonPointer {
    tokens = List.copyOf(tokens);
  }

  /**
   * Reads a pointer.
   *
   * @throws IllegalArgumentException with what is expected instead
   */
  static JsonPointer parse(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("a JSON Pointer that begins with /, such as /items/*/id");
    }
    var tokens = new ArrayList<String>();
    for (var token : text.substring(1).split("/", -1)) {
      if (token.matches(".*~([^01].*|$)")) {
        throw new IllegalArgumentException("a JSON Pointer in which ~0 stands for ~ and ~1 for /");
      }
      tokens.add(token.replace("~1", "/").replace("~0", "~"));
    }
    if (tokens.size() > MAX_TOKENS) {
      throw new IllegalArgumentException("a JSON Pointer of at most " + MAX_TOKENS + " tokens");
    }
    return new JsonPointer(tokens);
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (var token : tokens) {
      text.append('/').append(token.replace("~", "~0").replace("/", "~1"));
    }
    return text.toString();
  }
}
