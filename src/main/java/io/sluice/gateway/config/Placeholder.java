package io.sluice.gateway.config;

import java.util.Locale;

/** What stands between braces in a {@link Template}: where a value is to be taken from. */
public sealed interface Placeholder {
  /** {@code {id}}: a capture of the rule's path. */
  record Capture(String name) implements Placeholder {}

  /** {@code {query.sku}}: the query parameter of that name, as encoded. */
  record Query(String name) implements Placeholder {}

  /** {@code {header.x-store-id}}: the response field of that name, lower case. */
  record Field(String name) implements Placeholder {}

  /** {@code {body./items/*\/id}}: what a pointer finds in the response's JSON. */
  record Body(JsonPointer pointer) implements Placeholder {}

  /**
   * Reads what stands between the braces.
   *
   * @throws IllegalArgumentException with what is expected instead
   */
  static Placeholder parse(String text) {
    var dot = text.indexOf('.');
    var rest = text.substring(dot + 1);
    switch (dot < 0 ? "" : text.substring(0, dot)) {
      case "" -> {
        if (isName(text)) {
          return new Capture(text);
        }
      }
      case "query" -> {
        if (rest.matches("[!-~]+")) {
          return new Query(rest);
        }
      }
      case "header" -> {
        if (rest.matches(NetKinds.TOKEN)) {
          return new Field(rest.toLowerCase(Locale.ROOT));
        }
      }
      case "body" -> {
        return new Body(JsonPointer.parse(rest));
      }
      default -> {}
    }
    throw new IllegalArgumentException(
        "in braces {name} of the path, {query.name}, {header.name} or {body./json/pointer};"
            + " {{ stands for a brace");
  }

  /** Whether a capture may be called that. */
  static boolean isName(String name) {
    return name.matches("[A-Za-z][A-Za-z0-9_-]{0,63}");
  }
}
