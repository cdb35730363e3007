package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists of rules, each in the full form or, recognised by {@code pattern}, in the flat one. */
final class RuleKind implements Kind<Rule> {
  private static final Kind<Rule> FULL =
      new StructKind<>("a rule", new Table(RuleSettingRows.ALL), RuleSettingRows::read);
  private static final Kind<Rule> FLAT =
      new StructKind<>("a rule", new Table(FlatRule.ROWS.settings()), FlatRule::read);

  private RuleKind() {}

  static Kind<RuleSet> rules() {
    var list = new ListKind<>(new RuleKind(), 0);
    return new Kind<>() {
      @Override
      public @Nullable RuleSet read(Raw raw, Reading reading) {
        if (raw instanceof Raw.Scalar scalar && scalar.style() == Raw.Style.NULL) {
          return RuleSet.EMPTY; // every line of it is a comment
        }
        var rules = list.read(raw, reading);
        return rules == null ? null : named(rules, raw, reading);
      }

      @Override
      public String expected() {
        return list.expected();
      }

      @Override
      public Map<String, Object> schema() {
        return Map.of("anyOf", List.of(list.schema(), Map.of("type", "null")));
      }

      @Override
      public boolean structured() {
        return true;
      }
    };
  }

  /** Gives names to those without one, and reports names that occur twice. */
  private static @Nullable RuleSet named(List<Rule> rules, Raw raw, Reading reading) {
    var names = new HashSet<String>();
    var named = new ArrayList<Rule>();
    for (var rule : rules) {
      var name = rule.name().isEmpty() ? "rule-" + (named.size() + 1) : rule.name();
      if (!names.add(name)) {
        var item = raw instanceof Raw.Sequence list ? list.items().get(named.size()) : raw;
        reading
            .problems()
            .fault(
                item.mark(),
                reading.item(named.size()).key() + ".name",
                "value: " + Printable.of(name) + " (expected: a name of its own)");
      }
      named.add(new Rule(name, rule.match(), rule.settings()));
    }
    return names.size() < named.size() ? null : new RuleSet(named);
  }

  @Override
  public @Nullable Rule read(Raw raw, Reading reading) {
    var flat =
        raw instanceof Raw.Mapping mapping
            && mapping.entries().stream().anyMatch(entry -> entry.key().equals("pattern"));
    return (flat ? FLAT : FULL).read(raw, reading);
  }

  @Override
  public String expected() {
    return FULL.expected();
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("anyOf", List.of(FULL.schema(), FLAT.schema()));
  }

  @Override
  public boolean structured() {
    return true;
  }
}
