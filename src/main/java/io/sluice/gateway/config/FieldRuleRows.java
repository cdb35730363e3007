package io.sluice.gateway.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rows of {@link FieldRules}, for one direction. */
final class FieldRuleRows {
  private static final Set<Class<? extends Placeholder>> OF_REQUEST =
      Set.of(Placeholder.Capture.class, Placeholder.Query.class);
  private static final Set<Class<? extends Placeholder>> OF_RESPONSE =
      Set.of(Placeholder.Capture.class, Placeholder.Query.class, Placeholder.Field.class);

  private final Setting<Map<String, Template>> set;
  private final Setting<List<String>> remove;
  private final Set<Class<? extends Placeholder>> placeholders;
  private final Function<String, @Nullable String> refusals;

  private FieldRuleRows(
      Section rows,
      String prefix,
      String setDescription,
      String removeDescription,
      Set<Class<? extends Placeholder>> placeholders,
      Function<String, @Nullable String> refusals) {
    this.placeholders = placeholders;
    this.refusals = refusals;
    var template =
        ScalarKind.text(
            "a field value", Map.of("type", "string", "minLength", 1), Template::ofField);
    set =
        rows.add(
            prefix + ".set",
            row ->
                row.unset("no fields")
                    .as(new MapKind<>(NetKinds.fieldName(), template), setDescription));
    remove =
        rows.add(
            prefix + ".remove",
            row -> row.byDefault("").as(Kinds.listOf(NetKinds.fieldName()), removeDescription));
  }

  static FieldRuleRows ofRequest(Section rows) {
    return new FieldRuleRows(
        rows,
        "request",
        "Fields that the origin gets, each in place of what the client sent under that name;"
            + " values may have [braces](#templates) for the path and the query.",
        "Fields of the client that the origin does not get.",
        OF_REQUEST,
        RewritableFields::refusalInRequest);
  }

  static FieldRuleRows ofResponse(Section rows) {
    return new FieldRuleRows(
        rows,
        "response",
        "Fields that clients get, each in place of what the origin sent under that name; values may"
            + " have [braces](#templates) for the path, the query and the origin's fields. How long"
            + " a response is stored is decided before.",
        "Fields of the origin that clients do not get.",
        OF_RESPONSE,
        RewritableFields::refusalInResponse);
  }

  FieldRules read(Values values, TemplateCheck check) {
    var found = values.find(set);
    Map<String, Template> fields = found == null ? Map.of() : found;
    var removed = values.get(remove);
    for (var field : fields.entrySet()) {
      refuse(values, set, field.getKey());
      var shown =
          Shown.isCredential(field.getKey())
              ? Secret.MASK
              : Printable.of(field.getValue().toString());
      check.check(set, field.getValue(), shown, placeholders, true);
    }
    for (var name : removed) {
      refuse(values, remove, name);
      if (fields.containsKey(name)) {
        values.fault(remove, "value: " + name + " (expected: a field that is not also set)");
      }
    }
    return new FieldRules(fields, Ordered.setOf(removed));
  }

  private void refuse(Values values, Setting<?> setting, String name) {
    var why = refusals.apply(name);
    if (why != null) {
      values.fault(setting, "value: " + name + " (expected: another field; " + why + ")");
    }
  }
}
