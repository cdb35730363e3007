package io.sluice.gateway.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules in their order: the first match wins.
 *
 * <p>The first rule whose conditions on the request hold governs the request: its key, upstream,
 * request directives and what it invalidates. What concerns the response (lifetimes, cookies, tags)
 * comes from the first rule whose conditions on request and response both hold, but only among
 * rules with the same key parts as the governing one: an entry never gets the lifetime of a rule
 * that would have keyed it otherwise. Where there is none, HTTP alone decides.
 */
public final class RuleSet {
  /** No rules: HTTP alone decides. */
  public static final RuleSet EMPTY = new RuleSet(List.of());

  private final List<Rule> rules;

  public RuleSet(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  public List<Rule> rules() {
    return rules;
  }

  /** The rule that governs the request. */
  public Optional<Rule> governing(RuleRequest request) {
    for (var rule : rules) {
      if (rule.match().matches(request)) {
        return Optional.of(rule);
      }
    }
    return Optional.empty();
  }

  /** The rule that the response falls under. */
  public Optional<Rule> forResponse(RuleRequest request, RuleResponse response) {
    KeyParts key = null;
    for (var rule : rules) {
      if (rule.match().matches(request)) {
        key = key == null ? rule.settings().key() : key;
        if (rule.settings().key().equals(key) && rule.match().matches(response)) {
          return Optional.of(rule);
        }
      }
    }
    return Optional.empty();
  }

  /** The paths, with a query or without, to fetch once this request has succeeded. */
  public static List<String> prefetches(Rule rule, RuleRequest request) {
    var templates = rule.settings().prefetch();
    if (templates.isEmpty()) {
      return List.of();
    }
    var path = rule.match().path();
    Map<String, String> captures =
        path == null ? Map.of() : path.captures(request.path()).orElse(Map.of());
    return templates.stream()
        .flatMap(template -> template.render(of -> encoded(captures, of), 0).stream())
        .toList();
  }

  /** As they are encoded: they become parts of a path again. */
  private static List<String> encoded(Map<String, String> captures, Placeholder placeholder) {
    var value =
        placeholder instanceof Placeholder.Capture capture ? captures.get(capture.name()) : null;
    return value == null ? List.of() : List.of(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RuleSet set && rules.equals(set.rules);
  }

  @Override
  public int hashCode() {
    return rules.hashCode();
  }

  @Override
  public String toString() {
    return rules.toString();
  }
}
