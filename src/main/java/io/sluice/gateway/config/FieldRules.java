package io.sluice.gateway.config;

import java.util.Map;
import java.util.Set;

/**
 * What a rule changes in the fields of a message; names in lower case.
 *
 * @param set in place of all lines of that name; where the template has no value, there is none
 * @param remove none of which is also set
 */
public record FieldRules(Map<String, Template> set, Set<String> remove) {
  /** Nothing. */
  public static final FieldRules NONE = new FieldRules(Map.of(), Set.of());

  public FieldRules {
    set = Ordered.copyOf(set);
    remove = Ordered.setOf(remove);
  }
}
