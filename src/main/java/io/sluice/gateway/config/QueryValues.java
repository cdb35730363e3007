package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the values of a parameter in a query; names and values as they are encoded. */
final class QueryValues {
  private QueryValues() {}

  /** All of that name, in order; empty for one without {@code =}. */
  static List<String> of(@Nullable String query, String name) {
    if (query == null) {
      return List.of();
    }
    var values = new ArrayList<String>(1);
    for (var start = 0; start <= query.length(); start = end(query, start) + 1) {
      var value = at(query, start, name);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  /** The first of that name; null = there is none. */
  static @Nullable String first(String query, String name) {
    for (var start = 0; start <= query.length(); start = end(query, start) + 1) {
      var value = at(query, start, name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private static int end(String query, int start) {
    var end = query.indexOf('&', start);
    return end < 0 ? query.length() : end;
  }

  /** The value of the parameter that begins there, if it has that name. */
  private static @Nullable String at(String query, int start, String name) {
    var end = end(query, start);
    var equals = query.indexOf('=', start);
    var nameEnd = equals < 0 || equals > end ? end : equals;
    if (nameEnd - start != name.length() || !query.startsWith(name, start)) {
      return null;
    }
    return nameEnd == end ? "" : query.substring(nameEnd + 1, end);
  }
}
