package io.sluice.gateway.config;

import java.util.List;
import java.util.Map;

/** The row {@code prefetch} of a rule. */
final class RulePrefetch {
  private static final String EXPECTED = "a path such as /products/{id}";

  private RulePrefetch() {}

  /**
   * @param rows which it becomes a part of
   */
  static Setting<List<TagTemplate>> row(Section rows) {
    return rows.add(
        "prefetch",
        row ->
            row.byDefault("")
                .as(
                    Kinds.listOf(path()),
                    "Paths of the same host, with captures of the path, that are fetched once an"
                        + " unsafe request has succeeded and its invalidation is committed, without"
                        + " its Cookie and Authorization: `/products/{id}`."));
  }

  private static Kind<TagTemplate> path() {
    return ScalarKind.text(
        EXPECTED, Map.of("type", "string", "pattern", "^/[^ ,#]*$"), RulePrefetch::compile);
  }

  private static TagTemplate compile(String text) {
    if (!text.startsWith("/") || text.indexOf('#') >= 0) {
      throw new IllegalArgumentException(EXPECTED + ", which begins with / and has no #");
    }
    return TagTemplate.compile(text);
  }
}
