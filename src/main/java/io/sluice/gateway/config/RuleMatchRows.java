package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of {@link RuleMatch}. */
final class RuleMatchRows {
  static final Section ROWS = new Section("match", "The conditions of a rule; all must hold.");
  private static final Kind<Map<String, Glob>> BY_FIELD =
      new MapKind<>(NetKinds.fieldName(), NetKinds.glob("text in which * is a wildcard"));

  private static final Setting<Glob> HOST =
      ROWS.add(
          "host",
          row ->
              row.unset("any host")
                  .as(
                      Kinds.text(
                          "a host in which * is a wildcard",
                          "[A-Za-z0-9.*:\\[\\]_-]{1,253}",
                          text -> new Glob(text.toLowerCase(Locale.ROOT))),
                      "Host without its port."));

  /** Also read by the checks of tag templates. */
  static final Setting<PathPattern> PATH =
      ROWS.add(
          "path",
          row ->
              row.unset("any path")
                  .as(
                      ScalarKind.text(
                          "a path pattern such as /articles/{id}, /img/*.png or /api/**",
                          Map.of("type", "string", "pattern", "^/"),
                          PathPattern::compile),
                      "Pattern of the normalised path: `*` is any run of characters within a"
                          + " segment, `{name}` one that is captured, `**` any number of segments,"
                          + " also none."));

  /** Also read by the checks of what is stored. */
  static final Setting<List<String>> METHODS =
      ROWS.add(
          "methods",
          row ->
              row.byDefault("")
                  .as(
                      NetKinds.methods(),
                      "Methods; empty = any, and GET stands for HEAD too. A rule that names POST,"
                          + " QUERY, SEARCH, REPORT or PROPFIND, gives a lifetime and invalidates"
                          + " nothing has their responses stored, with a digest of the content (up"
                          + " to 64KiB, of declared length) in the key. Such requests then count as"
                          + " questions and invalidate nothing."));

  /** These fields become parts of the key. */
  static final Setting<Map<String, Glob>> HEADERS =
      ROWS.add(
          "headers",
          row ->
              row.unset("any fields")
                  .as(
                      BY_FIELD,
                      "Request fields and what their values look like; `*` = present. Each is a"
                          + " part of the key."));

  private static final Setting<Map<String, Glob>> QUERY =
      ROWS.add(
          "query",
          row ->
              row.unset("any query")
                  .as(
                      new MapKind<>(
                          NetKinds.visible("a parameter's name"),
                          NetKinds.glob("text in which * is a wildcard")),
                      "Query parameters and what their first values look like, as encoded; `*` ="
                          + " present."));
  private static final Setting<List<StatusRange>> STATUS =
      ROWS.add(
          "status",
          row -> row.byDefault("").as(Kinds.listOf(status()), "Statuses of the response."));
  private static final Setting<List<Glob>> CONTENT_TYPE =
      ROWS.add(
          "content-type",
          row ->
              row.byDefault("")
                  .as(
                      Kinds.listOf(
                          Kinds.text(
                              "a media type such as text/html or image/*",
                              "[A-Za-z0-9.+*_-]+/[A-Za-z0-9.+*_-]+",
                              text -> new Glob(text.toLowerCase(Locale.ROOT)))),
                      "Media types of the response, without parameters."));

  /** Row of the smallest body. */
  static final Setting<Long> MIN_SIZE =
      ROWS.add(
          "min-size",
          row -> row.byDefault("0").as(Kinds.size(0, 1L << 50), "Smallest body of the response."));

  private static final Setting<Long> MAX_SIZE =
      ROWS.add(
          "max-size",
          row ->
              row.unset("any size").as(Kinds.size(0, 1L << 50), "Largest body of the response."));

  private RuleMatchRows() {}

  /** {@code 404} or {@code 2xx}. */
  static Kind<StatusRange> status() {
    return new ScalarKind<>(
        "a status from 100 to 599, or a class such as 2xx",
        Set.of(Raw.Style.TEXT, Raw.Style.NUMBER),
        Map.of(
            "anyOf",
            List.of(
                Map.of("type", "integer", "minimum", 100, "maximum", 599),
                Map.of("type", "string", "pattern", "^[1-5]([0-9][0-9]|xx)$"))),
        text -> {
          if (!text.matches("[1-5]([0-9][0-9]|xx)")) {
            return null;
          }
          var first = Integer.parseInt(text.replace('x', '0'));
          return new StatusRange(first, text.endsWith("x") ? first + 99 : first);
        });
  }

  /** Says so when a rule gives a lifetime to what is never stored. */
  static void warnOfMethods(Values values, Setting<List<String>> setting, Rule rule) {
    var stored = rule.storedMethods();
    if (rule.hasLifetime() && !stored.containsAll(rule.match().methods())) {
      var others = new ArrayList<>(rule.match().methods());
      others.removeAll(stored);
      values.warning(
          setting,
          "responses to "
              + String.join(", ", others)
              + " are not stored: a method that writes, or that invalidates");
    }
  }

  static RuleMatch read(Values values) {
    var headers = values.find(HEADERS);
    var query = values.find(QUERY);
    var min = values.get(MIN_SIZE);
    var max = values.find(MAX_SIZE);
    checkSizes(values, min, max);
    return new RuleMatch(
        values.find(HOST),
        values.find(PATH),
        null,
        Ordered.setOf(values.get(METHODS)),
        headers == null ? Map.of() : headers,
        query == null ? Map.of() : query,
        values.get(STATUS),
        values.get(CONTENT_TYPE),
        min,
        max == null ? Long.MAX_VALUE : max);
  }

  private static void checkSizes(Values values, long min, @Nullable Long max) {
    if (max != null && max < min) {
      values.fault(
          MAX_SIZE,
          "value: %s (expected: at least min-size, %s)"
              .formatted(Sizes.format(max), Sizes.format(min)));
    }
  }
}
