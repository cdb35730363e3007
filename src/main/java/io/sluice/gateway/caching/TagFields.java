package io.sluice.gateway.caching;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the tags of a response from its fields.
 *
 * @param fields names of comma- or space-separated tag fields, in lower case; Cache-Groups is
 *     always read
 * @param passedOn whether clients get to see these fields; Cache-Groups always is passed on
 * @param maxTags how many tags a response may carry
 * @param maxBytes how many characters its tags may have together
 */
public record TagFields(List<String> fields, boolean passedOn, int maxTags, int maxBytes) {
  /** The fields that existing origins use, not passed on. */
  public static final TagFields DEFAULT =
      new TagFields(
          List.of(
              "cache-tag",
              "cache-tags",
              "edge-cache-tag",
              "purge-cache-tags",
              "surrogate-key",
              "x-cache-tags",
              "x-magento-tags",
              "xkey"),
          false,
          1000,
          16 * 1024);

  /** Names become lower-case. */
  public TagFields {
    fields = fields.stream().map(FieldNames::canonical).toList();
  }

  /** The tags that were read, or why the response cannot be stored with them. */
  public sealed interface Extracted {
    /** Typed tags, each once, in the order found. */
    record Found(List<String> tags) implements Extracted {}

    /** More or longer tags than the limits allow, or one that no invalidation can name. */
    record Refused(String reason) implements Extracted {}
  }

  /**
   * The typed tags of a response: {@code t:} for plain ones, {@code g:<origin>:} for cache groups.
   *
   * @param ruleTags plain tags that a rule derived from the request
   */
  public Extracted extract(Fields response, RequestTarget target, List<String> ruleTags) {
    Set<String> plain = new LinkedHashSet<>();
    for (String field : fields) {
      boolean spaces = isSeparatedBySpaces(field);
      for (String line : response.all(field)) {
        split(line, spaces, plain);
      }
    }
    plain.addAll(ruleTags);
    Set<String> tags = new LinkedHashSet<>();
    for (String tag : plain) {
      if (!Tags.isNameable(tag)) {
        // Stored, it could not be purged by it.
        return new Extracted.Refused(
            "tag: " + shown(tag) + " (expected: 1 to 1024 of visible ASCII without a comma)");
      }
      tags.add(Tags.plain(tag));
    }
    tags.addAll(CacheGroups.tags(response, FieldNames.CACHE_GROUPS, target));
    int bytes = 0;
    for (String tag : tags) {
      bytes += tag.length();
    }
    if (tags.size() > maxTags) {
      return new Extracted.Refused("tags: " + tags.size() + " (limit: " + maxTags + ")");
    }
    if (bytes > maxBytes) {
      return new Extracted.Refused("tag bytes: " + bytes + " (limit: " + maxBytes + ")");
    }
    return new Extracted.Found(new ArrayList<>(tags));
  }

  /** Whether a field is withheld from clients. */
  public boolean isWithheld(String lowerName) {
    return !passedOn && fields.contains(lowerName);
  }

  /**
   * Whether spaces separate the tags of a field, too. No field is separated by them alone: some
   * write commas in each of these.
   */
  public static boolean isSeparatedBySpaces(String field) {
    return switch (field) {
      case "cache-tags", "purge-cache-tags", "surrogate-key", "xkey" -> true;
      default -> false;
    };
  }

  private static void split(String line, boolean spaces, Set<String> tags) {
    for (int from = 0; from < line.length(); ) {
      int end = from;
      while (end < line.length() && !isSeparator(line.charAt(end), spaces)) {
        end++;
      }
      String tag = Ascii.trim(line.substring(from, end));
      if (!tag.isEmpty()) {
        tags.add(tag);
      }
      from = end + 1;
    }
  }

  private static String shown(String tag) {
    return tag.length() <= 40 ? tag : tag.substring(0, 40) + "...";
  }

  private static boolean isSeparator(char c, boolean spaces) {
    return c == ',' || (spaces && Ascii.isOws(c));
  }
}
