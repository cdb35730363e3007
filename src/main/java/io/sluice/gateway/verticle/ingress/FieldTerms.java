package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.FieldRewrites;
import io.sluice.gateway.config.FieldRules;
import io.sluice.gateway.config.Placeholder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a rule changes in the fields of messages, made ready; for most rules once and for all. */
final class FieldTerms {
  private final FieldRules rules;
  private final Set<String> removed;
  private final @Nullable FieldRewrites constant;

  private FieldTerms(FieldRules rules, Set<String> removed) {
    this.rules = rules;
    this.removed = removed;
    boolean varies =
        rules.set().values().stream().anyMatch(template -> !template.placeholders().isEmpty());
    this.constant = varies ? null : made(placeholder -> List.of());
  }

  /**
   * @param alsoRemoved unless the rule sets them
   */
  static FieldTerms of(FieldRules rules, Set<String> alsoRemoved) {
    var removed = new LinkedHashSet<>(rules.remove());
    removed.addAll(alsoRemoved);
    removed.removeAll(rules.set().keySet());
    return new FieldTerms(rules, removed);
  }

  /** Whether no field of any message changes. */
  boolean isEmpty() {
    return constant != null && constant.isEmpty();
  }

  /**
   * The changes in one message.
   *
   * @param values of placeholders, of which the first counts; a field without a value is removed,
   *     lest somebody else's word stands in its place
   */
  FieldRewrites of(Function<Placeholder, List<String>> values) {
    return constant == null ? made(values) : constant;
  }

  private FieldRewrites made(Function<Placeholder, List<String>> values) {
    if (rules.set().isEmpty() && removed.isEmpty()) {
      return FieldRewrites.NONE;
    }
    var gone = new ArrayList<>(removed);
    var set = new ArrayList<String>();
    rules
        .set()
        .forEach(
            (name, template) -> {
              var texts = template.render(values, 0);
              if (texts.isEmpty()) {
                gone.add(name);
              } else {
                set.add(name);
                set.add(texts.get(0));
              }
            });
    return new FieldRewrites(gone, set);
  }
}
