package io.sluice.gateway.config;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the placeholders of one rule's templates stand for in one exchange; values as {@link
 * TagValue} writes them. Not thread-safe.
 */
public final class TemplateValues implements Function<Placeholder, List<String>> {
  private final Rule rule;
  private final RuleRequest request;
  private final ResponseValues response;
  private @Nullable Map<String, String> captures;

  /** What a response has for placeholders. */
  public interface ResponseValues {
    /** A request without a response, or one whose response is not looked at. */
    ResponseValues NONE =
        new ResponseValues() {
          @Override
          public List<String> field(String name) {
            return List.of();
          }

          @Override
          public List<String> body(JsonPointer pointer) {
            return List.of();
          }
        };

    /** The lines of that name, in lower case. */
    List<String> field(String name);

    /** The scalars that the pointer finds, as texts. */
    List<String> body(JsonPointer pointer);
  }

  public TemplateValues(Rule rule, RuleRequest request, ResponseValues response) {
    this.rule = rule;
    this.request = request;
    this.response = response;
  }

  @Override
  public List<String> apply(Placeholder placeholder) {
    if (placeholder instanceof Placeholder.Capture capture) {
      var value = captures().get(capture.name());
      return value == null ? List.of() : List.of(TagValue.ofPath(value));
    }
    if (placeholder instanceof Placeholder.Query query) {
      return QueryValues.of(request.query(), query.name()).stream()
          .filter(value -> !value.isEmpty())
          .map(TagValue::ofQuery)
          .distinct()
          .toList();
    }
    if (placeholder instanceof Placeholder.Field field) {
      return members(response.field(field.name()));
    }
    return placeholder instanceof Placeholder.Body body
        ? response.body(body.pointer()).stream()
            .filter(value -> !value.isEmpty())
            .map(TagValue::ofText)
            .distinct()
            .toList()
        : List.of();
  }

  private Map<String, String> captures() {
    var known = captures;
    if (known == null) {
      var path = rule.match().path();
      known = path == null ? Map.of() : path.captures(request.path()).orElse(Map.of());
      captures = known;
    }
    return known;
  }

  /** The members of a list field; a comma cannot stand in a tag anyway. */
  private static List<String> members(List<String> lines) {
    return lines.stream()
        .flatMap(line -> Arrays.stream(line.split(",")))
        .map(String::strip)
        .filter(member -> !member.isEmpty())
        .map(TagValue::ofText)
        .distinct()
        .toList();
  }
}
