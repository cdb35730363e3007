package io.sluice.gateway.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The flat form of a rule, as caching proxies with a JSON list of rules have it.
 *
 * <p>{@code {"pattern":"*\/api/search*","ttl":300,"methods":["GET"],"conditions":{…}}} implies
 * {@code override}, and each field named in {@code conditions.headers} is a part of the key, so
 * that one user never gets another's entry.
 */
final class FlatRule {
  static final Section ROWS = new Section("", "The flat form of a rule.");

  private static final Setting<UrlGlob> PATTERN =
      ROWS.add(
          "pattern",
          row ->
              row.as(
                  Kinds.text(
                      "a pattern of URLs such as */api/*",
                      "[!-~]{1,1024}",
                      text -> new UrlGlob(new Glob(text))),
                  "Pattern of the path if it begins with /, else of the URL; `*` is any run of"
                      + " characters. The query counts if the pattern has a `?`."));
  private static final Setting<Duration> TTL =
      ROWS.add(
          "ttl", row -> row.as(Kinds.seconds(), "Lifetime in seconds; overrides the origin's."));
  private static final Setting<List<String>> METHODS =
      ROWS.add(
          "methods",
          row ->
              row.byDefault("")
                  .as(NetKinds.methods(), "Methods, as `match.methods` of the full form."));
  private static final Setting<Map<String, Glob>> HEADERS =
      ROWS.add(
          "conditions.headers",
          row ->
              row.unset("any fields")
                  .as(
                      new MapKind<>(
                          NetKinds.fieldName(), NetKinds.glob("text in which * is a wildcard")),
                      "Request fields and what their values look like; each is a part of the"
                          + " key."));
  private static final Setting<List<StatusRange>> STATUS_CODES =
      ROWS.add(
          "conditions.statusCodes",
          row ->
              row.byDefault("")
                  .as(Kinds.listOf(RuleMatchRows.status()), "Statuses of the response."));
  private static final Setting<Long> MIN_SIZE =
      ROWS.add(
          "conditions.minSize",
          row -> row.byDefault("0").as(Kinds.count(0), "Smallest body in bytes."));
  private static final Setting<Long> MAX_SIZE =
      ROWS.add(
          "conditions.maxSize",
          row -> row.unset("any size").as(Kinds.count(0), "Largest body in bytes."));

  private FlatRule() {}

  static @Nullable Rule read(Values values) {
    var pattern = values.require(PATTERN);
    var ttl = values.require(TTL);
    var found = values.find(HEADERS);
    Map<String, Glob> headers = found == null ? Map.of() : found;
    var min = values.get(MIN_SIZE);
    var max = values.find(MAX_SIZE);
    if (max != null && max < min) {
      values.fault(MAX_SIZE, "value: " + max + " (expected: at least minSize, " + min + ")");
    }
    if (pattern == null || ttl == null) {
      return null;
    }
    var rule =
        new Rule(
            "",
            new RuleMatch(
                null,
                null,
                pattern,
                Ordered.setOf(values.get(METHODS)),
                headers,
                Map.of(),
                values.get(STATUS_CODES),
                List.of(),
                min,
                max == null ? Long.MAX_VALUE : max),
            new RuleSettings(
                true,
                ttl,
                true,
                null,
                null,
                null,
                false,
                null,
                null,
                true,
                Consistency.STRICT,
                0,
                null,
                null,
                null,
                null,
                new KeyParts(null, List.of(), false, headers.keySet(), Set.of()),
                FieldRules.NONE,
                FieldRules.NONE,
                List.of(),
                List.of(),
                List.of()));
    RuleMatchRows.warnOfMethods(values, METHODS, rule);
    return rule;
  }
}
