package io.sluice.gateway.config;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rows of the tags that a rule adds and invalidates. */
final class RuleTagRows {
  private static final Set<Class<? extends Placeholder>> ANY =
      Set.of(
          Placeholder.Capture.class,
          Placeholder.Query.class,
          Placeholder.Field.class,
          Placeholder.Body.class);

  private final Setting<List<Template>> tags;
  private final Setting<List<Template>> invalidates;

  /**
   * @param rows which they become a part of
   */
  RuleTagRows(Section rows) {
    var template =
        ScalarKind.text(
            "a tag such as product:{id}",
            Map.of("type", "string", "minLength", 1),
            Template::ofTag);
    tags =
        rows.add(
            "tags",
            row ->
                row.byDefault("")
                    .as(
                        Kinds.listOf(template),
                        "Tags added to responses, with values of the request and the response in"
                            + " [braces](#templates): `product:{id}`."));
    invalidates =
        rows.add(
            "invalidates",
            row ->
                row.byDefault("")
                    .as(
                        Kinds.listOf(template),
                        "Tags that a successful unsafe request invalidates, as in `tags`."));
  }

  List<Template> tags(Values values, TemplateCheck check) {
    return read(values, tags, check, true);
  }

  List<Template> invalidates(Values values, TemplateCheck check) {
    return read(values, invalidates, check, false);
  }

  private static List<Template> read(
      Values values, Setting<List<Template>> setting, TemplateCheck check, boolean keyed) {
    var templates = values.get(setting);
    for (var template : templates) {
      check.check(setting, template, ANY, keyed);
    }
    return templates;
  }
}
