package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A tag with captures of the rule's path in it: {@code product:{id}}.
 *
 * <p>Literals and capture names alternate; the first part is a literal, possibly empty.
 */
public final class TagTemplate {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

  private final String text;
  private final List<String> parts;

  private TagTemplate(String text, List<String> parts) {
    this.text = text;
    this.parts = List.copyOf(parts);
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * Compiles a template.
   *
   * @throws IllegalArgumentException with what is expected instead
   */
  public static TagTemplate compile(String text) {
    var parts = new ArrayList<String>();
    var start = 0;
    for (var open = text.indexOf('{'); open >= 0; open = text.indexOf('{', start)) {
      var close = text.indexOf('}', open);
      var name = close < 0 ? "" : text.substring(open + 1, close);
      if (!isName(name)) {
        throw new IllegalArgumentException("a tag such as product:{id}");
      }
      parts.add(text.substring(start, open));
      parts.add(name);
      start = close + 1;
    }
    parts.add(text.substring(start));
    if (text.isBlank()
        || text.length() > 1024
        || text.chars().anyMatch(c -> c <= ' ' || c == ',')) {
      throw new IllegalArgumentException("a tag without white space and commas");
    }
    return new TagTemplate(text, parts);
  }

  /** Whether every capture that the template uses is among the names. */
  boolean usesOnly(Collection<String> names) {
    for (var i = 1; i < parts.size(); i += 2) {
      if (!names.contains(parts.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The tag; captures must hold every name that the template uses. */
  public String render(Map<String, String> captures) {
    var tag = new StringBuilder();
    for (var i = 0; i < parts.size(); i++) {
      var part = parts.get(i);
      tag.append(i % 2 == 0 ? part : captures.getOrDefault(part, ""));
    }
    return tag.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TagTemplate template && text.equals(template.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
