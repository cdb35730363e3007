package io.sluice.gateway.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** The rows of {@link Rule} in its full form. */
final class RuleSettingRows {
  static final Section ROWS = new Section("", "What a rule changes.");

  /** Whether a rule lets its responses be stored at all. */
  private enum Storing {
    HTTP,
    NEVER
  }

  private static final Setting<String> NAME =
      ROWS.add(
          "name",
          row ->
              row.unset("rule- and its number")
                  .as(
                      Kinds.text("a name of letters, digits, . _ and -", "[A-Za-z0-9._-]{1,64}"),
                      "Name in logs, metrics and explanations."));
  private static final Setting<Storing> CACHE =
      ROWS.add(
          "cache",
          row ->
              row.byDefault("http")
                  .as(
                      Kinds.choice(Storing.class),
                      "As HTTP says, or never stored and, unless the rule has conditions on the"
                          + " response, never looked up."));
  private static final Setting<Duration> TTL =
      ROWS.add(
          "ttl",
          row ->
              row.unset("`cache.ttl`")
                  .as(
                      Kinds.duration("0s", "3650d"),
                      "Lifetime of responses that name none; with `override`, of all. Of statuses"
                          + " below 400 that are cacheable by default, and those that"
                          + " `match.status` names."));
  private static final Setting<Boolean> OVERRIDE =
      ROWS.add(
          "override",
          row ->
              row.byDefault("false")
                  .as(
                      Kinds.bool(),
                      "Whether `ttl` replaces the origin's lifetime and no-cache; never no-store,"
                          + " private, Authorization or Set-Cookie."));
  private static final Setting<Duration> GRACE =
      ROWS.add(
          "grace",
          row ->
              row.unset("`cache.grace`")
                  .as(
                      Kinds.duration("0s", "365d"),
                      "Value of `stale-while-revalidate` and `stale-if-error` where they are not"
                          + " set."));
  private static final Setting<Duration> STALE_WHILE_REVALIDATE =
      ROWS.add(
          "stale-while-revalidate",
          row ->
              row.unset("`grace`")
                  .as(
                      Kinds.duration("0s", "365d"),
                      "How long a stale response is served while it is revalidated, where it does"
                          + " not say so itself."));
  private static final Setting<Duration> STALE_IF_ERROR =
      ROWS.add(
          "stale-if-error",
          row ->
              row.unset("`grace`")
                  .as(
                      Kinds.duration("0s", "365d"),
                      "How long a stale response is served when the origin fails, where it does not"
                          + " say so itself."));
  private static final Setting<Duration> NEGATIVE_TTL =
      ROWS.add(
          "negative.ttl",
          row ->
              row.unset("HTTP decides")
                  .as(
                      Kinds.duration("0s", "365d"),
                      "Lifetime of negative responses that name none: 404, 405, 410, 414, 451, 501, and"
                          + " other statuses from 400 on that `match.status` names."));
  private static final Setting<Boolean> IMMUTABLE =
      ROWS.add(
          "immutable",
          row ->
              row.byDefault("false")
                  .as(
                      Kinds.bool(),
                      "Whether positive responses stay fresh for ever; negative ones are then"
                          + " stored"
                          + " with `negative.ttl` only."));
  private static final Setting<Boolean> HEURISTIC =
      ROWS.add(
          "heuristic",
          row ->
              row.unset("`cache.heuristic.enabled`")
                  .as(Kinds.bool(), "Whether a lifetime may be guessed."));
  private static final Setting<CookiePolicy> COOKIES =
      ROWS.add(
          "cookies",
          row ->
              row.unset("`cache.cookies`")
                  .as(
                      Kinds.choice(CookiePolicy.class),
                      "What becomes of a response with Set-Cookie."));
  private static final Setting<Boolean> HONOUR_REQUEST_DIRECTIVES =
      ROWS.add(
          "honour-request-directives",
          row ->
              row.byDefault("true")
                  .as(
                      Kinds.bool(),
                      "Whether a client's Cache-Control counts, with which it can bypass the"
                          + " cache."));
  private static final Setting<Consistency> CONSISTENCY =
      ROWS.add(
          "consistency",
          row ->
              row.byDefault("strict")
                  .as(
                      Kinds.choice(Consistency.class),
                      "What an entry is worth while this node holds no lease: it is revalidated; it"
                          + " is revalidated and served unverified if that fails; it is served."));
  private static final Setting<Long> WHOLE_FOR_RANGE =
      ROWS.add(
          "whole-for-range",
          row ->
              row.byDefault("0")
                  .as(
                      Kinds.size(0, 1L << 40),
                      "A Range request that misses has the whole response fetched and stored if it"
                          + " is no longer than this; 0 passes such a request through."));
  private static final Setting<Boolean> COMPRESS =
      ROWS.add(
          "compress",
          row ->
              row.unset("`http.compression.enabled`")
                  .as(
                      Kinds.bool(),
                      "Whether responses are compressed for clients that accept it, within the"
                          + " other settings of `http.compression`. The rule that governs the"
                          + " request decides."));
  private static final RateLimitRows RATE_LIMIT = new RateLimitRows(ROWS);
  private static final Setting<Integer> LOG_SAMPLE =
      ROWS.add(
          "log-sample",
          row ->
              row.unset("`log.sample`")
                  .as(
                      Kinds.integer(1, 1_000_000),
                      "One of so many of its requests is in the access log and the cache log;"
                          + " errors always are."));
  private static final Setting<String> UPSTREAM =
      ROWS.add(
          "upstream",
          row ->
              row.unset("`default`")
                  .as(
                      Kinds.text("the name of an upstream", Table.NAME_PATTERN),
                      "Which upstream serves the request."));
  private static final Setting<List<Glob>> QUERY_ALLOW =
      ROWS.add(
          "key.query.allow",
          row ->
              row.unset("all parameters")
                  .as(
                      parameters(),
                      "The only query parameters that are part of the key; what is fetched under"
                          + " the key is asked for without the others."));
  private static final Setting<List<Glob>> QUERY_DENY =
      ROWS.add(
          "key.query.deny",
          row ->
              row.byDefault("")
                  .as(
                      parameters(),
                      "Query parameters that are no part of the key, such as `utm_*`; nor do they"
                          + " reach the origin."));
  private static final Setting<Boolean> QUERY_SORT =
      ROWS.add(
          "key.query.sort",
          row ->
              row.byDefault("false")
                  .as(Kinds.bool(), "Whether the order of query parameters does not count."));
  private static final Setting<List<String>> KEY_HEADERS =
      ROWS.add(
          "key.headers",
          row ->
              row.byDefault("")
                  .as(
                      Kinds.listOf(NetKinds.fieldName()),
                      "Request fields whose values are part of the key."));
  private static final Setting<List<String>> KEY_COOKIES =
      ROWS.add(
          "key.cookies",
          row ->
              row.byDefault("")
                  .as(Kinds.listOf(NetKinds.token()), "Cookies whose values are part of the key."));
  private static final FieldRuleRows REQUEST = FieldRuleRows.ofRequest(ROWS);
  private static final FieldRuleRows RESPONSE = FieldRuleRows.ofResponse(ROWS);
  private static final RuleTagRows TAGS = new RuleTagRows(ROWS);

  private static final RulePrefetch PREFETCH = new RulePrefetch(ROWS);

  /** Every row, those of the conditions included. */
  static final List<Setting<?>> ALL = all();

  private RuleSettingRows() {}

  private static List<Setting<?>> all() {
    var rows = new ArrayList<>(RuleMatchRows.ROWS.settings());
    rows.addAll(ROWS.settings());
    return List.copyOf(rows);
  }

  private static Kind<List<Glob>> parameters() {
    return Kinds.listOf(NetKinds.glob("a parameter's name in which * is a wildcard"));
  }

  static Rule read(Values values) {
    var match = RuleMatchRows.read(values);
    var name = values.find(NAME);
    var rule = new Rule(name == null ? "" : name, match, settings(values, match));
    RuleMatchRows.warnOfMethods(values, RuleMatchRows.METHODS, rule);
    return rule;
  }

  private static RuleSettings settings(Values values, RuleMatch match) {
    var grace = values.find(GRACE);
    var revalidate = values.find(STALE_WHILE_REVALIDATE);
    var error = values.find(STALE_IF_ERROR);
    var ttl = values.find(TTL);
    var override = values.get(OVERRIDE);
    if (override && ttl == null) {
      values.fault(OVERRIDE, "value: true (expected: a ttl beside it)");
    }
    var key = key(values, match);
    var check = new TemplateCheck(values, match, key);
    return new RuleSettings(
        values.get(CACHE) != Storing.NEVER,
        ttl,
        override,
        revalidate == null ? grace : revalidate,
        error == null ? grace : error,
        values.find(NEGATIVE_TTL),
        values.get(IMMUTABLE),
        values.find(HEURISTIC),
        values.find(COOKIES),
        values.get(HONOUR_REQUEST_DIRECTIVES),
        values.get(CONSISTENCY),
        values.get(WHOLE_FOR_RANGE),
        values.find(COMPRESS),
        RATE_LIMIT.read(values),
        values.find(LOG_SAMPLE),
        values.find(UPSTREAM),
        key,
        REQUEST.read(values, check),
        RESPONSE.read(values, check),
        TAGS.tags(values, check),
        TAGS.invalidates(values, check),
        PREFETCH.read(values, check));
  }

  private static KeyParts key(Values values, RuleMatch match) {
    // What selects the rule also selects the entry: nobody gets what was meant for another.
    var headers = new LinkedHashSet<>(match.headers().keySet());
    headers.addAll(values.get(KEY_HEADERS));
    var key =
        new KeyParts(
            values.find(QUERY_ALLOW),
            values.get(QUERY_DENY),
            values.get(QUERY_SORT),
            headers,
            Ordered.setOf(values.get(KEY_COOKIES)));
    for (var name : match.query().keySet()) {
      if (!key.includesParameter(name)) {
        values.fault(
            values.isSet(QUERY_DENY) ? QUERY_DENY : QUERY_ALLOW,
            "value: without " + Printable.of(name) + " (expected: every name in match.query)");
      }
    }
    return key;
  }
}
