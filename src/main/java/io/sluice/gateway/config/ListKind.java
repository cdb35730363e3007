package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lists; separated by commas where everything is text.
 *
 * @param minItems 0 or 1
 */
record ListKind<T>(Kind<T> item, int minItems) implements Kind<List<T>> {
  @Override
  public @Nullable List<T> read(Raw raw, Reading reading) {
    var items = items(raw);
    if (items == null) {
      reading.reject(raw, expected() + hint(raw));
      return null;
    }
    var values = new ArrayList<T>();
    for (var i = 0; i < items.size(); i++) {
      var value = item.read(items.get(i), reading.item(i));
      if (value != null) {
        values.add(value);
      }
    }
    if (items.size() < minItems) {
      reading.reject(raw, expected());
      return null;
    }
    return values.size() < items.size() ? null : values;
  }

  private static String hint(Raw raw) {
    if (raw instanceof Raw.Mapping) {
      return ", with - in front";
    }
    return raw instanceof Raw.Scalar scalar && scalar.style() != Raw.Style.NULL
        ? ", in brackets"
        : "";
  }

  private static @Nullable List<Raw> items(Raw raw) {
    if (raw instanceof Raw.Sequence sequence) {
      return sequence.items();
    }
    if (!(raw instanceof Raw.Scalar scalar) || scalar.style() != Raw.Style.UNTYPED) {
      return null;
    }
    var items = new ArrayList<Raw>();
    for (var part : split(scalar.text())) {
      items.add(new Raw.Scalar(scalar.mark(), part, Raw.Style.UNTYPED));
    }
    return items;
  }

  /** The parts of a text. */
  static List<String> split(String text) {
    return Arrays.stream(text.split(",", -1))
        .filter(part -> !part.isBlank())
        .map(String::strip)
        .toList();
  }

  @Override
  public String expected() {
    return (minItems == 0 ? "a list, each " : "a list of one or more, each ") + item.expected();
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("type", "array", "items", item.schema(), "minItems", minItems);
  }

  @Override
  public boolean structured() {
    return item.structured();
  }
}
