package io.sluice.gateway.config;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Single values.
 *
 * @param styles how the value may be written in a file
 */
record ScalarKind<T>(
    String expected, Set<Raw.Style> styles, Map<String, Object> schema, Parser<T> parser)
    implements Kind<T> {

  /** Reads a text. */
  @FunctionalInterface
  interface Parser<T> {
    /**
     * The value; null = not what is expected.
     *
     * @throws IllegalArgumentException with what is expected more exactly than the kind says it
     */
    @Nullable T parse(String text);
  }

  static <T> ScalarKind<T> text(String expected, Map<String, Object> schema, Parser<T> parser) {
    return new ScalarKind<>(expected, Set.of(Raw.Style.TEXT), schema, parser);
  }

  @Override
  public @Nullable T read(Raw raw, Reading reading) {
    if (!(raw instanceof Raw.Scalar scalar) || scalar.style() == Raw.Style.NULL) {
      // Mostly a colon or a brace in a text.
      boolean unquoted = raw instanceof Raw.Mapping && styles.contains(Raw.Style.TEXT);
      reading.reject(raw, unquoted ? expected + ", in quotes" : expected);
      return null;
    }
    try {
      var value = parser.parse(scalar.text());
      if (value == null) {
        reading.reject(raw, expected);
        return null;
      }
      if (scalar.style() == Raw.Style.UNTYPED || styles.contains(scalar.style())) {
        return value;
      }
      var quotes = styles.contains(Raw.Style.TEXT) ? ", in quotes" : ", without quotes";
      reading.reject(raw, expected + quotes);
      return null;
    } catch (IllegalArgumentException e) {
      var message = e.getMessage();
      reading.reject(raw, message == null ? expected : message);
      return null;
    }
  }
}
