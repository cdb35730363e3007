package io.sluice.gateway.config;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The row {@code prefetch} of a rule. */
final class RulePrefetch {
  private static final String EXPECTED = "a path such as /products/{id}";

  private final Setting<List<Template>> prefetch;

  /**
   * @param rows which it becomes a part of
   */
  RulePrefetch(Section rows) {
    prefetch =
        rows.add(
            "prefetch",
            row ->
                row.byDefault("")
                    .as(
                        Kinds.listOf(path()),
                        "Paths of the same host, with captures of the path, that are fetched once"
                            + " an unsafe request has succeeded and its invalidation is committed,"
                            + " without its Cookie and Authorization: `/products/{id}`."));
  }

  List<Template> read(Values values, TemplateCheck check) {
    var paths = values.get(prefetch);
    for (var path : paths) {
      check.check(prefetch, path, Set.of(Placeholder.Capture.class), false);
    }
    return paths;
  }

  private static Kind<Template> path() {
    return ScalarKind.text(
        EXPECTED, Map.of("type", "string", "pattern", "^/[^ ,#]*$"), RulePrefetch::compile);
  }

  private static Template compile(String text) {
    if (!text.startsWith("/") || text.indexOf('#') >= 0) {
      throw new IllegalArgumentException(EXPECTED + ", which begins with / and has no #");
    }
    return Template.ofTag(text);
  }
}
