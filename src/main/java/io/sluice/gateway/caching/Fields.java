package io.sluice.gateway.caching;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A header or trailer section: field lines in order, names without regard to case. */
public interface Fields {

  /** The value of the first line of that name, or null. */
  @Nullable String get(String name);

  /** The values of all lines of that name in order; empty when there is none. */
  List<String> all(String name);

  /** Gives every line (name, value) in order. */
  void forEach(BiConsumer<String, String> action);

  /** Whether there is a line of that name. */
  default boolean contains(String name) {
    return get(name) != null;
  }

  /**
   * All lines of that name joined by {@code ", "} (RFC 9110 §5.3), or null when there is none. On
   * the path of every hit: an adapter should override it when it can tell one line from several
   * without building a list.
   */
  default @Nullable String joined(String name) {
    String first = get(name);
    if (first == null) {
      return null;
    }
    List<String> all = all(name);
    return all.size() == 1 ? first : String.join(", ", all);
  }
}
