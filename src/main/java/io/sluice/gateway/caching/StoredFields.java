package io.sluice.gateway.caching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An immutable, compact header section: names in lower case (as HTTP/2 needs them), in the order
 * received.
 */
public final class StoredFields implements Fields {
  /** No fields. */
  public static final StoredFields EMPTY = new StoredFields(new String[0]);

  private static final Shared<String> SHARED = new Shared<>();

  /** Longer values stay their own, so that the table of those shared is bounded. */
  private static final int MAX_SHARED_LENGTH = 64;

  /** name, value, name, value … */
  private final String[] lines;

  private StoredFields(String[] lines) {
    this.lines = lines;
  }

  /** Names and values in turn, for constants and tests. */
  public static StoredFields of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "namesAndValues.length: " + namesAndValues.length + " (expected: even)");
    }
    var builder = builder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      builder.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return builder.build();
  }

  /** A copy of any fields; the same instance when they already are stored ones. */
  public static StoredFields copyOf(Fields fields) {
    if (fields instanceof StoredFields stored) {
      return stored;
    }
    var builder = builder();
    fields.forEach(builder::add);
    return builder.build();
  }

  /** An empty builder. */
  public static Builder builder() {
    return new Builder();
  }

  /** The number of field lines. */
  public int size() {
    return lines.length / 2;
  }

  /** The lower-case name of line {@code i}, 0-based. */
  public String name(int i) {
    return lines[2 * i];
  }

  /** The value of line {@code i}, 0-based. */
  public String value(int i) {
    return lines[2 * i + 1];
  }

  /**
   * Fields for keeping.
   *
   * @param ownBytes about how many bytes of heap they take beside what is others', too
   */
  record Kept(StoredFields fields, int ownBytes) {}

  /** The same fields, for keeping: names and values that others have, too, are theirs. */
  @SuppressWarnings("ReferenceEquality") // whose instance it is
  Kept kept() {
    String[] kept = lines.clone();
    int ownBytes = byteSize();
    for (int i = 0; i < kept.length; i++) {
      boolean value = i % 2 == 1;
      // An entity tag is nobody else's.
      if (kept[i].length() <= MAX_SHARED_LENGTH
          && !(value && kept[i - 1].equals(FieldNames.ETAG))) {
        kept[i] = SHARED.of(kept[i]);
        ownBytes -= value && kept[i] != lines[i] ? Text.byteSize(kept[i]) : 0;
      }
    }
    return new Kept(kept.length == 0 ? this : new StoredFields(kept), ownBytes);
  }

  /** About how many bytes of heap the lines take, for weighing; names are hardly ever their own. */
  int byteSize() {
    int bytes = 32 + lines.length * 4;
    for (int i = 1; i < lines.length; i += 2) {
      bytes += Text.byteSize(lines[i]);
    }
    return bytes;
  }

  @Override
  public @Nullable String get(String name) {
    int i = indexOf(name, 0);
    return i < 0 ? null : lines[i + 1];
  }

  @Override
  public boolean contains(String name) {
    return indexOf(name, 0) >= 0;
  }

  @Override
  public List<String> all(String name) {
    int i = indexOf(name, 0);
    if (i < 0) {
      return List.of();
    }
    List<String> values = new ArrayList<>(2);
    for (; i >= 0; i = indexOf(name, i + 2)) {
      values.add(lines[i + 1]);
    }
    return values;
  }

  @Override
  public @Nullable String joined(String name) {
    int first = indexOf(name, 0);
    if (first < 0) {
      return null;
    }
    return indexOf(name, first + 2) < 0 ? lines[first + 1] : String.join(", ", all(name));
  }

  @Override
  public void forEach(BiConsumer<String, String> action) {
    for (int i = 0; i < lines.length; i += 2) {
      action.accept(lines[i], lines[i + 1]);
    }
  }

  /** These fields without the lines whose name is refused. */
  public StoredFields without(Predicate<String> refused) {
    var builder = builder();
    for (int i = 0; i < lines.length; i += 2) {
      if (!refused.test(lines[i])) {
        builder.add(lines[i], lines[i + 1]);
      }
    }
    return builder.size() == size() ? this : builder.build();
  }

  /** These fields with one line of that name, at the place of the first one or at the end. */
  public StoredFields with(String name, String value) {
    return toBuilder().set(name, value).build();
  }

  /** A builder that holds these fields. */
  public Builder toBuilder() {
    var builder = new Builder();
    builder.lines.addAll(Arrays.asList(lines));
    return builder;
  }

  private int indexOf(String name, int from) {
    String[] all = lines;
    for (int i = from; i < all.length; i += 2) {
      if (all[i].equalsIgnoreCase(name)) { // begins with identity: common names are shared
        return i;
      }
    }
    return -1;
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof StoredFields other && Arrays.equals(lines, other.lines);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(lines);
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    return text.toString();
  }

  /** Collects field lines. */
  public static final class Builder {
    private final List<String> lines = new ArrayList<>(32);

    private Builder() {}

    /** Adds a line. */
    public Builder add(String name, String value) {
      lines.add(FieldNames.canonical(name));
      lines.add(value);
      return this;
    }

    /** Leaves one line of that name: at the place of the first one, or at the end. */
    public Builder set(String name, String value) {
      String canonical = FieldNames.canonical(name);
      int first = -1;
      for (int i = 0; i < lines.size(); ) {
        if (!lines.get(i).equals(canonical)) {
          i += 2;
        } else if (first < 0) {
          first = i;
          lines.set(i + 1, value);
          i += 2;
        } else {
          lines.subList(i, i + 2).clear();
        }
      }
      return first < 0 ? add(canonical, value) : this;
    }

    /** Removes all lines of that name. */
    public Builder remove(String name) {
      String canonical = FieldNames.canonical(name);
      for (int i = 0; i < lines.size(); ) {
        if (lines.get(i).equals(canonical)) {
          lines.subList(i, i + 2).clear();
        } else {
          i += 2;
        }
      }
      return this;
    }

    /** The number of lines so far. */
    public int size() {
      return lines.size() / 2;
    }

    /** The fields as collected. */
    public StoredFields build() {
      return lines.isEmpty() ? EMPTY : new StoredFields(lines.toArray(new String[0]));
    }
  }
}
