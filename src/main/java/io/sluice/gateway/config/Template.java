package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A text with values of a request or response in it: {@code product:{id}}. */
public final class Template {
  private static final int MAX_LENGTH = 1024;

  private final String text;

  /** One more than there are placeholders, between which they stand. */
  private final List<String> literals;

  private final List<Placeholder> placeholders;

  private Template(String text, List<String> literals, List<Placeholder> placeholders) {
    this.text = text;
    this.literals = List.copyOf(literals);
    this.placeholders = List.copyOf(placeholders);
  }

  /**
   * Compiles the template of a tag.
   *
   * @throws IllegalArgumentException with what is expected instead
   */
  public static Template ofTag(String text) {
    if (text.isBlank()
        || text.length() > MAX_LENGTH
        || text.chars().anyMatch(c -> c <= ' ' || c == ',')) {
      throw new IllegalArgumentException("a tag without white space and commas");
    }
    return compile(text);
  }

  /**
   * Compiles the template of a field's value.
   *
   * @throws IllegalArgumentException with what is expected instead
   */
  public static Template ofField(String text) {
    if (text.isBlank()
        || !text.equals(text.strip())
        || text.length() > MAX_LENGTH
        || text.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new IllegalArgumentException(
          "a field value: 1 to " + MAX_LENGTH + " ASCII characters, none of them a control");
    }
    return compile(text);
  }

  private static Template compile(String text) {
    var literals = new ArrayList<String>();
    var placeholders = new ArrayList<Placeholder>();
    var literal = new StringBuilder();
    for (var i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '{') {
        literal.append(text.charAt(i));
      } else if (text.startsWith("{{", i)) {
        literal.append('{');
        i++;
      } else {
        var close = text.indexOf('}', i);
        placeholders.add(Placeholder.parse(close < 0 ? "" : text.substring(i + 1, close)));
        literals.add(literal.toString());
        literal.setLength(0);
        i = close;
      }
    }
    literals.add(literal.toString());
    return new Template(text, literals, placeholders);
  }

  /** Where its values come from, in order. */
  public List<Placeholder> placeholders() {
    return placeholders;
  }

  /**
   * The texts: one for each combination of values, so none where a placeholder has no value.
   *
   * @param values of each placeholder
   * @param limit there may be more texts than this, but not many more: whoever gets more cannot use
   *     them
   */
  public List<String> render(Function<Placeholder, List<String>> values, int limit) {
    var texts = List.of(literals.get(0));
    for (var i = 0; i < placeholders.size(); i++) {
      var found = values.apply(placeholders.get(i));
      var longer = new ArrayList<String>();
      for (var start : texts) {
        for (var value : found) {
          if (longer.size() <= limit) {
            longer.add(start + value + literals.get(i + 1));
          }
        }
      }
      texts = longer;
    }
    return texts;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Template template && text.equals(template.text);
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
