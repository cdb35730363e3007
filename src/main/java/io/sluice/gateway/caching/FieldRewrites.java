package io.sluice.gateway.caching;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of some fields of a message: each is removed, or one line takes the place of all of
 * its name. Immutable; names in lower case.
 */
public final class FieldRewrites {
  /** Leaves everything as it is. */
  public static final FieldRewrites NONE = new FieldRewrites(List.of(), List.of());

  private final List<String> removed;
  private final List<String> set;
  private final Map<String, @Nullable String> byName;

  /**
   * Of plain values, as a codec read them.
   *
   * @param removed names
   * @param set name, value, name, value …; each name once, and none of the removed
   */
  public FieldRewrites(List<String> removed, List<String> set) {
    if (set.size() % 2 != 0) {
      throw new IllegalArgumentException("set.size: " + set.size() + " (expected: even)");
    }
    this.removed = List.copyOf(removed);
    this.set = List.copyOf(set);
    this.byName = new LinkedHashMap<>();
    for (String name : removed) {
      byName.put(name, null);
    }
    for (int i = 0; i < set.size(); i += 2) {
      byName.put(set.get(i), set.get(i + 1));
    }
  }

  public List<String> removed() {
    return removed;
  }

  public List<String> set() {
    return set;
  }

  /** Whether nothing changes. */
  public boolean isEmpty() {
    return byName.isEmpty();
  }

  /** The fields after it. */
  public StoredFields apply(StoredFields fields) {
    if (isEmpty()) {
      return fields;
    }
    var rewritten = fields.toBuilder();
    forEach(
        (name, value) -> {
          if (value == null) {
            rewritten.remove(name);
          } else {
            rewritten.set(name, value);
          }
        });
    return rewritten.build();
  }

  /** The fields as they look after it, without a copy. */
  public Fields over(Fields fields) {
    return isEmpty() ? fields : new RewrittenFields(fields, this);
  }

  /** Gives each name with the value of its only line, null where there is none. */
  public void forEach(BiConsumer<String, @Nullable String> action) {
    byName.forEach(action);
  }

  /** Whether fields of that name change. */
  public boolean concerns(String lowerName) {
    return byName.containsKey(lowerName);
  }

  @Nullable String value(String lowerName) {
    return byName.get(lowerName);
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof FieldRewrites other
        && removed.equals(other.removed)
        && set.equals(other.set);
  }

  @Override
  public int hashCode() {
    return 31 * removed.hashCode() + set.hashCode();
  }

  @Override
  public String toString() {
    return byName.toString();
  }
}
