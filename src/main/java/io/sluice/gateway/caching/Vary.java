package io.sluice.gateway.caching;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The request fields that a stored response was selected by, and their normalised values in the
 * request that it answered (RFC 9111 §4.1).
 */
public final class Vary {
  /** The value of a nominated field that was absent; no field value can contain NUL. */
  public static final String ABSENT = "\0";

  /** Selected by nothing: matches every request. */
  public static final Vary NONE = new Vary(List.of(), List.of());

  /** {@code Vary: *}: matches no request. */
  public static final Vary ANY = new Vary(List.of("*"), List.of(ABSENT));

  private final List<String> names;
  private final List<String> values;

  /**
   * The raw values that matched last, so that equal requests need no normalisation. Races are
   * harmless: each element is an immutable string that was seen to match.
   */
  private final @Nullable String[] lastMatch;

  private Vary(List<String> names, List<String> values) {
    this.names = names;
    this.values = values;
    this.lastMatch = new String[names.size()];
  }

  /** What a response's Vary lines nominate, with the values of the request it answers. */
  public static Vary of(Fields response, Fields request) {
    if (!response.contains(FieldNames.VARY)) {
      return NONE;
    }
    List<String> names = names(response);
    if (names.isEmpty()) {
      return NONE;
    }
    return names.contains("*") ? ANY : ofNames(names, request);
  }

  /** From the plain values of {@link #names} and {@link #values}, as a codec read them. */
  public static Vary ofValues(List<String> names, List<String> values) {
    if (names.size() != values.size()) {
      throw new IllegalArgumentException(
          "values.size: " + values.size() + " (expected: " + names.size() + ")");
    }
    return names.isEmpty() ? NONE : new Vary(List.copyOf(names), List.copyOf(values));
  }

  /** The nominated names with the values that this request has for them. */
  public static Vary ofNames(List<String> names, Fields request) {
    List<String> values = new ArrayList<>(names.size());
    for (String name : names) {
      String value = VaryNormaliser.value(name, request);
      values.add(value == null ? ABSENT : value);
    }
    return ofValues(names, values);
  }

  /** The nominated names in lower case, sorted, each once; may contain {@code *}. */
  public static List<String> names(Fields response) {
    var names = new TreeSet<String>();
    for (String line : response.all(FieldNames.VARY)) {
      for (int from = 0; from <= line.length(); ) {
        int end = line.indexOf(',', from);
        if (end < 0) {
          end = line.length();
        }
        String name = Ascii.trim(line.substring(from, end));
        if (!name.isEmpty()) {
          // What is no field name cannot be looked up in a request: as good as "*".
          names.add(Ascii.isToken(name) ? FieldNames.canonical(name) : "*");
        }
        from = end + 1;
      }
    }
    return List.copyOf(names);
  }

  /** The nominated names in lower case, sorted; {@code ["*"]} for {@link #ANY}. */
  public List<String> names() {
    return names;
  }

  /** The normalised values, in the order of the names; {@link #ABSENT} for an absent field. */
  public List<String> values() {
    return values;
  }

  /** Whether nothing matches. */
  public boolean isAny() {
    return names.size() == 1 && names.get(0).equals("*");
  }

  /** Whether a request is one that this response may answer. */
  public boolean matches(Fields request) {
    for (int i = 0; i < lastMatch.length; i++) {
      String name = names.get(i);
      String raw = request.joined(name);
      if (raw != null && raw.equals(lastMatch[i])) {
        continue;
      }
      String value = raw == null ? ABSENT : VaryNormaliser.normalise(name, raw);
      if (!value.equals(values.get(i)) || name.equals("*")) {
        return false;
      }
      lastMatch[i] = raw;
    }
    return true;
  }

  /**
   * The second level of a two-level key: 32 hexadecimal digits, equal for equal names and values.
   */
  public String secondaryKey() {
    var text = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      String value = values.get(i);
      text.append(names.get(i)).append(':').append(value.length()).append(':').append(value);
    }
    return Text.digest128(text.toString());
  }

  /** The secondary key that a request has under those names. */
  public static String secondaryKey(List<String> names, Fields request) {
    return ofNames(names, request).secondaryKey();
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof Vary other && names.equals(other.names) && values.equals(other.values);
  }

  @Override
  public int hashCode() {
    return 31 * names.hashCode() + values.hashCode();
  }

  @Override
  public String toString() {
    return names + "=" + values;
  }
}
