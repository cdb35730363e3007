package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reports placeholders of a rule's templates that can have no value, or not a safe one. */
final class TemplateCheck {
  private final Values values;
  private final RuleMatch match;
  private final KeyParts key;

  TemplateCheck(Values values, RuleMatch match, KeyParts key) {
    this.values = values;
    this.match = match;
    this.key = key;
  }

  /**
   * Checks one template of a setting.
   *
   * @param allowed kinds of placeholders that it may have
   * @param keyed whether a query parameter must be a part of the key: what it changes is shared by
   *     all requests with that key
   */
  void check(
      Setting<?> setting,
      Template template,
      Set<Class<? extends Placeholder>> allowed,
      boolean keyed) {
    check(setting, template, Printable.of(template.toString()), allowed, keyed);
  }

  /**
   * As above.
   *
   * @param shown what messages have in place of the template
   */
  void check(
      Setting<?> setting,
      Template template,
      String shown,
      Set<Class<? extends Placeholder>> allowed,
      boolean keyed) {
    for (var placeholder : template.placeholders()) {
      if (!allowed.contains(placeholder.getClass())) {
        fault(setting, shown, "in braces only " + words(allowed));
      } else if (placeholder instanceof Placeholder.Capture capture && isUnknown(capture.name())) {
        fault(setting, shown, "only captures of match.path in braces");
      } else if (keyed
          && placeholder instanceof Placeholder.Query query
          && !key.includesParameter(query.name())) {
        fault(setting, shown, "only query parameters that are part of the key");
      }
    }
  }

  /** What else there is is not known when these values are needed. */
  private static String words(Set<Class<? extends Placeholder>> allowed) {
    var words = new ArrayList<>(List.of("{name} of the path"));
    if (allowed.contains(Placeholder.Query.class)) {
      words.add("{query.name}");
    }
    if (allowed.contains(Placeholder.Field.class)) {
      words.add("{header.name}");
    }
    return String.join(", ", words);
  }

  private boolean isUnknown(String capture) {
    var path = match.path();
    List<String> captures = path == null ? List.of() : path.captureNames();
    // A faulty path has been reported and has no captures to compare with.
    return (path != null || !values.isSet(RuleMatchRows.PATH)) && !captures.contains(capture);
  }

  private void fault(Setting<?> setting, String shown, String expected) {
    values.fault(setting, "value: " + shown + " (expected: " + expected + ")");
  }
}
