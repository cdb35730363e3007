package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A tag, URL or prefix with parts of an event in it: {@code product:{data./id}}.
 *
 * <p>In braces stands the name of an attribute, or {@code data} and a JSON pointer (RFC 6901) into
 * the event's data, of which one step may be {@link JsonPointer#EACH}. In URLs what is put in is
 * percent-encoded, with a {@code +} in front of the name as far as RFC 6570 §3.2.3 has it.
 *
 * @param text as the operator wrote it
 */
public record EventTemplate(String text, List<Part> parts) {
  private static final Pattern REFERENCE =
      Pattern.compile("(\\+?)(?:data(?:\\.(.*))?|([a-z][a-z0-9]{0,63}))");

  public EventTemplate {
    parts = List.copyOf(parts);
  }

  /** A piece of a template. */
  public sealed interface Part {}

  /** Text that stands as it is. */
  public record Literal(String text) implements Part {}

  /**
   * An attribute of the event.
   *
   * @param reserved whether what is reserved in URLs stays as it is
   */
  public record Attribute(String name, boolean reserved) implements Part {}

  /**
   * A value in the event's data.
   *
   * @param steps of the pointer, unescaped; none = the whole data
   * @param reserved whether what is reserved in URLs stays as it is
   */
  public record Data(List<String> steps, boolean reserved) implements Part {
    public Data {
      steps = List.copyOf(steps);
    }

    /** Whether it stands for every element of an array. */
    public boolean isEach() {
      return steps.contains(JsonPointer.EACH);
    }

    /** As a template has it, for messages. */
    @Override
    public String toString() {
      return steps.isEmpty() ? "data" : "data." + new JsonPointer(steps);
    }
  }

  /**
   * A template of a tag.
   *
   * @throws IllegalArgumentException with what is expected instead
   */
  static EventTemplate tag(String text) {
    var template = compile(text);
    for (var part : template.parts) {
      if (part instanceof Literal literal && literal.text.indexOf(',') >= 0) {
        throw new IllegalArgumentException("a tag without white space and commas");
      }
      if (isReserved(part)) {
        throw new IllegalArgumentException("a tag such as product:{data./id}; + is for URLs");
      }
    }
    return template;
  }

  /**
   * A template of a URL.
   *
   * @throws IllegalArgumentException with what is expected instead
   */
  static EventTemplate url(String text) {
    var template = compile(text);
    if (text.startsWith("/")) {
      throw new IllegalArgumentException("a URL that begins with a host or with http(s)://");
    }
    return template;
  }

  /**
   * A template of a URL's prefix.
   *
   * @throws IllegalArgumentException with what is expected instead
   */
  static EventTemplate prefix(String text) {
    var template = url(text);
    if (!text.endsWith("/")) {
      throw new IllegalArgumentException("a prefix that ends with /");
    }
    return template;
  }

  /** Whether something is put in of which what is reserved in URLs stays as it is. */
  public boolean hasReserved() {
    return parts.stream().anyMatch(EventTemplate::isReserved);
  }

  private static boolean isReserved(Part part) {
    return (part instanceof Attribute attribute && attribute.reserved)
        || (part instanceof Data data && data.reserved);
  }

  private static EventTemplate compile(String text) {
    var parts = new ArrayList<Part>();
    var start = 0;
    for (var open = text.indexOf('{'); open >= 0; open = text.indexOf('{', start)) {
      if (open > start) {
        parts.add(literal(text.substring(start, open)));
      }
      var close = text.indexOf('}', open);
      parts.add(reference(close < 0 ? "" : text.substring(open + 1, close)));
      start = close + 1;
    }
    if (start < text.length()) {
      parts.add(literal(text.substring(start)));
    }
    if (parts.isEmpty() || text.length() > 1024) {
      throw new IllegalArgumentException("1 to 1024 characters");
    }
    if (parts.stream().filter(part -> part instanceof Data data && data.isEach()).count() > 1) {
      throw new IllegalArgumentException("one * in one template");
    }
    return new EventTemplate(text, parts);
  }

  private static Literal literal(String text) {
    if (text.chars().anyMatch(c -> c <= ' ' || c > '~' || c == '}')) {
      throw new IllegalArgumentException("visible ASCII characters outside of {}");
    }
    return new Literal(text);
  }

  private static Part reference(String text) {
    var match = REFERENCE.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException(
          "in {} an attribute such as subject, or data and a JSON pointer such as data./id");
    }
    var reserved = !match.group(1).isEmpty();
    if (match.group(3) != null) {
      return new Attribute(match.group(3), reserved);
    }
    var pointer = match.group(2) == null ? "" : match.group(2);
    var steps = pointer.isEmpty() ? List.<String>of() : JsonPointer.parse(pointer).tokens();
    if (steps.stream().filter(JsonPointer.EACH::equals).count() > 1) {
      throw new IllegalArgumentException("one * in one pointer");
    }
    return new Data(steps, reserved);
  }

  @Override
  public String toString() {
    return text;
  }
}
