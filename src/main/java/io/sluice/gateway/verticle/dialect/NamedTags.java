package io.sluice.gateway.verticle.dialect;

import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.PurgeTarget;
import io.sluice.gateway.caching.TagFields;
import io.sluice.gateway.caching.Tags;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The request fields that name tags: those in which responses carry them, and some that only
 * clients have. Lists are split as those of responses are.
 */
final class NamedTags {
  static final String HARD_KEYS = "xkey-purge";
  static final String SOFT_KEYS = "xkey-softpurge";
  static final String MAGENTO = "x-magento-tags-pattern";
  static final String API_PLATFORM = "apiplatform-ban-regex";

  private final List<String> names;

  /**
   * @param responseFields in which responses carry tags, in lower case
   */
  NamedTags(List<String> responseFields) {
    Set<String> all = new LinkedHashSet<>(responseFields);
    all.addAll(TagFields.DEFAULT.fields());
    all.addAll(List.of(HARD_KEYS, SOFT_KEYS, MAGENTO, API_PLATFORM));
    all.remove("cache-groups"); // their tags belong to one origin
    names = List.copyOf(all);
  }

  /**
   * The one field that names tags, or null when none does.
   *
   * @throws IllegalArgumentException for more than one: whether both or either are meant differs
   *     from cache to cache
   */
  @Nullable String field(Fields fields) {
    return only(fields, names);
  }

  /** As {@link #field}, of these fields. */
  static @Nullable String only(Fields fields, List<String> names) {
    String found = null;
    for (String name : names) {
      if (fields.contains(name)) {
        if (found != null) {
          throw new IllegalArgumentException(
              found + ", and " + name + " beside it (expected: one of them)");
        }
        found = name;
      }
    }
    return found;
  }

  /** The typed tags of a field that holds a list. */
  static List<String> list(Fields fields, String name) throws InvalidTargetException {
    boolean spaces =
        TagFields.isSeparatedBySpaces(name) || name.equals(HARD_KEYS) || name.equals(SOFT_KEYS);
    List<String> tags = new ArrayList<>();
    for (String line : fields.all(name)) {
      int from = 0;
      for (int i = 0; i <= line.length(); i++) {
        char c = i == line.length() ? ',' : line.charAt(i);
        if (c == ',' || (spaces && (c == ' ' || c == '\t'))) {
          String tag = line.substring(from, i).trim();
          if (!tag.isEmpty()) {
            tags.add(PurgeTarget.tag(tag));
          }
          from = i + 1;
        }
      }
    }
    if (tags.isEmpty()) {
      throw new IllegalArgumentException(name + ": empty (expected: tags)");
    }
    return tags;
  }

  /** The typed tags of a field that holds {@link Alternatives}, everything, or simply a list. */
  static List<String> pattern(Fields fields, String name) throws InvalidTargetException {
    var lines = fields.all(name);
    if (lines.size() != 1) {
      throw new IllegalArgumentException(name + ": several lines (expected: one)");
    }
    String pattern = lines.get(0).trim();
    if (pattern.equals(PathPattern.ANY)) {
      return List.of(Tags.ALL);
    }
    if (pattern.isEmpty() || pattern.equals(Alternatives.literal(pattern))) {
      return list(fields, name);
    }
    List<String> tags = new ArrayList<>();
    for (String tag : Alternatives.of(name, pattern)) {
      tags.add(PurgeTarget.tag(tag));
    }
    return tags;
  }
}
