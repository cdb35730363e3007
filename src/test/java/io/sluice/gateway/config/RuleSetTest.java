package io.sluice.gateway.config;

import static io.sluice.gateway.config.Requests.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleSetTest {
  private static RuleSet rules(String yaml) {
    return Configs.yaml("rules:\n" + yaml.indent(2)).rules();
  }

  private static RuleResponse response(int status, @Nullable String type, long bytes) {
    return new RuleResponse(status, type, bytes);
  }

  private static List<String> tags(Rule rule, RuleRequest request) {
    return render(rule.settings().tags(), rule, request);
  }

  private static List<String> render(List<Template> templates, Rule rule, RuleRequest request) {
    var values = new TemplateValues(rule, request, TemplateValues.ResponseValues.NONE);
    return templates.stream().flatMap(t -> t.render(values, 100).stream()).toList();
  }

  private static String governing(RuleSet rules, RuleRequest request) {
    return rules.governing(request).map(Rule::name).orElse("-");
  }

  @Test
  void theFirstMatchWins() {
    var rules =
        rules(
            """
            - {name: never, match: {path: /jobs/**}, cache: never}
            - {name: list, match: {path: /articles}, ttl: 30m}
            - {name: article, match: {path: "/articles/{id}"}, ttl: 1h, tags: ["article:{id}", a]}
            - {name: rest, ttl: 1m}
            """);
    assertThat(governing(rules, get("/jobs/7"))).isEqualTo("never");
    assertThat(governing(rules, get("/articles"))).isEqualTo("list");
    assertThat(governing(rules, get("/articles/7"))).isEqualTo("article");
    assertThat(governing(rules, get("/articles/7/x"))).isEqualTo("rest");
    assertThat(rules.rules().get(0).bypasses()).isTrue();
    assertThat(rules.rules().get(1).bypasses()).isFalse();
    assertThat(tags(rules.rules().get(2), get("/articles/7"))).containsExactly("article:7", "a");
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "host: '*.example'           | /                 | true",
        "host: other.example         | /                 | false",
        "methods: [POST]             | /                 | false",
        "methods: [POST, GET]        | /                 | true",
        "headers: {X-User: '*'}      | /                 | true",
        "headers: {x-user: '4*'}     | /                 | true",
        "headers: {x-user: '5*'}     | /                 | false",
        "headers: {x-none: '*'}      | /                 | false",
        "query: {page: '*'}          | /?page=2          | true",
        "query: {page: '2'}          | /?xpage=2&page=2  | true",
        "query: {page: '2'}          | /?page=1&page=2   | false",
        "query: {page: '*'}          | /?page            | true",
        "query: {page: '*'}          | /?pages=2         | false",
        "query: {page: '*'}          | /                 | false",
      })
  void everyConditionOnTheRequestHasToHold(String condition, String target, boolean holds) {
    var rules = rules("- {name: r, match: {" + condition + "}}");
    assertThat(governing(rules, get(target, "x-user", "42"))).isEqualTo(holds ? "r" : "-");
  }

  @ParameterizedTest(name = "{0}: {1} {2} {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "status: [200, 404]          | 404 |            | 0   | true",
        "status: [2xx, '304']        | 304 |            | 0   | true",
        "status: [2xx]               | 302 |            | 0   | false",
        "content-type: [image/*]     | 200 | Image/PNG  | 0   | true",
        "content-type: [text/html]   | 200 | text/html; charset=utf-8 | 0 | true",
        "content-type: [image/*]     | 200 | text/html  | 0   | false",
        "content-type: [image/*]     | 200 |            | 0   | false",
        "min-size: 1KiB              | 200 |            | 1023 | false",
        "min-size: 1KiB              | 200 |            | 1024 | true",
        "max-size: 10                | 200 |            | 11  | false",
        "max-size: 10                | 200 |            | -1  | true",
      })
  void everyConditionOnTheResponseHasToHold(
      String condition, int status, @Nullable String type, long bytes, boolean holds) {
    var rules = rules("- {name: r, match: {" + condition + "}}");
    assertThat(rules.forResponse(get("/"), response(status, type, bytes)).isPresent())
        .isEqualTo(holds);
    assertThat(governing(rules, get("/"))).isEqualTo("r");
  }

  @Test
  void aResponseFallsUnderALaterRuleOnlyIfThatMakesTheSameKey() {
    var rules =
        rules(
            """
            - {name: images, match: {content-type: [image/*]}, ttl: 1d}
            - {name: other-key, key: {headers: [accept]}, ttl: 2d}
            - {name: same-key, ttl: 1m}
            """);
    assertThat(rules.forResponse(get("/"), response(200, "image/png", 1)).map(Rule::name))
        .contains("images");
    assertThat(rules.forResponse(get("/"), response(200, "text/css", 1)).map(Rule::name))
        .contains("same-key");
  }

  @Test
  void aRuleWithConditionsOnTheResponseDoesNotKeepARequestFromTheCache() {
    var rule = rules("- {match: {status: [5xx]}, cache: never}").rules().get(0);
    assertThat(rule.bypasses()).isFalse();
    assertThat(rule.settings().cache()).isFalse();
  }

  @Test
  void graceStandsForBothKindsOfStaleness() {
    var settings = rules("- {grace: 1h, stale-if-error: 1d}").rules().get(0).settings();
    assertThat(settings.staleWhileRevalidate()).isEqualTo(Duration.ofHours(1));
    assertThat(settings.staleIfError()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void aFieldThatSelectsTheRuleIsAPartOfTheKey() {
    var rule = rules("- {match: {headers: {X-User: '*'}}, key: {headers: [Accept], cookies: [s]}}");
    assertThat(rule.rules().get(0).settings().key().headers())
        .containsExactlyInAnyOrder("x-user", "accept");
  }

  @Test
  void aHeadFallsUnderTheRulesOfGet() {
    var rules = rules("- {name: r, match: {methods: [GET]}}");
    assertThat(governing(rules, Requests.of("HEAD", "/"))).isEqualTo("r");
    assertThat(governing(rules, Requests.of("POST", "/"))).isEqualTo("-");
  }

  @Test
  void aQueryParameterThatSelectsTheRuleStaysInTheKey() {
    assertThat(
            Configs.yamlFaults(
                """
                rules:
                  - {match: {query: {preview: '*'}}, key: {query: {deny: [p*]}}}
                  - {match: {query: {preview: '*'}}, key: {query: {allow: [q]}}}
                """))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .contains("rules[0].key.query.deny: value: without preview (expected: every"),
            line -> assertThat(line).contains("rules[1].key.query.allow: value: without preview"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{match: {methods: [GET, POST]}, ttl: 1m}                     | GET POST",
        "{match: {methods: [QUERY]}, immutable: true}                 | QUERY",
        "{match: {methods: [POST]}}                                   | ''",
        "{match: {methods: [POST]}, ttl: 1m, cache: never}            | ''",
        "{match: {methods: [POST]}, ttl: 1m, invalidates: [a]}        | ''",
        "{match: {methods: [GET, PUT, DELETE, OPTIONS]}, ttl: 1m}     | GET",
        "{ttl: 1m}                                                    | ''",
      })
  void onlyQuestionsWithALifetimeAreStored(String rule, String methods) {
    assertThat(String.join(" ", rules("- " + rule).rules().get(0).storedMethods()))
        .isEqualTo(methods);
  }

  @Test
  void aLifetimeForWhatIsNeverStoredIsRemarkedUpon() {
    assertThat(
            Configs.warnings(
                Configs.load(
                    """
                    rules:
                      - {match: {methods: [GET, PUT]}, ttl: 1m}
                      - {match: {methods: [POST]}, ttl: 1m, invalidates: [a]}
                      - {match: {methods: [POST]}, invalidates: [a]}
                      - {pattern: '*', ttl: 1, methods: [POST, PATCH]}
                    """,
                    Map.of("CACHEABLE_METHODS", "GET,POST"),
                    Map.of())))
        .filteredOn(line -> line.matches("(?i).*methods.*"))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("only GET and HEAD count here"),
            line -> assertThat(line).contains("rules[0].match.methods: responses to PUT are not"),
            line -> assertThat(line).contains("rules[1].match.methods: responses to POST are not"),
            line -> assertThat(line).contains("rules[3].methods: responses to PATCH are not"));
  }

  @Test
  void queryParametersCountAsAllowedAndNotDenied() {
    var key =
        rules("- key: {query: {allow: [q, utm_id, 'p*'], deny: [utm_*]}}")
            .rules()
            .get(0)
            .settings()
            .key();
    assertThat(List.of("q", "page", "utm_id", "x").stream().filter(key::includesParameter))
        .containsExactly("q", "page");
    assertThat(KeyParts.DEFAULT.includesParameter("x")).isTrue();
  }

  @Test
  void aWriteInvalidatesTheTagsOfItsRule() {
    var rules =
        rules(
            """
            - match: {path: "/articles/{id}", methods: [PUT]}
              invalidates: ["article:{id}", "articles:list"]
            """);
    var put = Requests.of("PUT", "/articles/7");
    var rule = rules.governing(put).orElseThrow();
    assertThat(render(rule.settings().invalidates(), rule, put))
        .containsExactly("article:7", "articles:list");
  }

  @Test
  void namesTemplatesAndUpstreamsOfRulesAreChecked() {
    assertThat(
            Configs.yamlFaults(
                """
                rules:
                  - {name: a, tags: ["x:{id}"]}
                  - {name: b}
                  - {match: {path: "/{id}"}, tags: ["x:{ID}", "a b"]}
                  - {match: {path: "x"}, tags: ["x:{id}"]}
                  - {override: true}
                  - {match: {min-size: 2, max-size: 1}}
                """))
        .satisfiesExactlyInAnyOrder(
            line ->
                assertThat(line).contains(":2:21: rules[0].tags: value: x:{id} (expected: only"),
            line ->
                assertThat(line).contains(":4:47: rules[2].tags[1]: value: a b (expected: a tag"),
            line ->
                assertThat(line).contains(":5:20: rules[3].match.path: value: x (expected: a p"),
            line -> assertThat(line).contains(":6:16: rules[4].override: value: true"),
            line -> assertThat(line).contains(":7:37: rules[5].match.max-size: value: 1"));
    assertThat(Configs.yamlFaults("rules: [{name: a}, {name: a}]").get(0))
        .isEqualTo("gateway.yaml:1:20: rules[1].name: value: a (expected: a name of its own)");
    assertThat(Configs.yamlFaults("rules: [{upstream: api}]").get(0))
        .isEqualTo(
            "gateway.yaml:1:20: rules[0].upstream: value: api, which is no upstream (expected: one"
                + " below upstreams, where there is none)");
    assertThat(
            Configs.yamlFaults("upstreams: {search: http://a}\nrules:\n- {upstream: seach}").get(0))
        .isEqualTo(
            "gateway.yaml:3:14: rules[0].upstream: value: seach, which is no upstream (did you mean"
                + " search?)");
    assertThat(
            Configs.ok(
                Configs.load(
                    "rules: [{upstream: a}]", Map.of(), Map.of("upstreams.a", "http://a"))))
        .isNotNull();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "request: {set: {Host: a}}               | request.set: value: host (expected: another field; what the",
        "request: {remove: [Content-Length]}     | request.remove: value: content-length (expected: another",
        "request: {set: {transfer_encoding: a}}  | request.set: value: transfer_encoding (expected: another",
        "request: {set: {Connection: a}}         | frames the message",
        "request: {set: {If-None-Match: a}}      | ranges and conditions are this cache's own",
        "request: {remove: [Cache-Control]}      | honour-request-directives",
        "request: {set: {X-Forwarded-For: a}}    | http.forwarded",
        "request: {set: {Sec-WebSocket-Key: a}}  | gateway's own",
        "request: {set: {X-A: '{header.b}'}}     | in braces only {name} of the path, {query.name})",
        "request: {set: {X-A: '{id}'}}           | only captures of match.path in braces",
        "request: {set: {X-A: a}, remove: [x-a]} | request.remove: value: x-a (expected: a field that is not",
        "request: {set: {'X A': a}}              | a field name",
        "request: {set: {X-A: \"a\\r\\nX-B: c\"}} | none of them a control",
        "response: {set: {Content-Length: '1'}}  | frames the message",
        "response: {set: {Trailer: a}}           | frames the message",
        "response: {remove: [Vary]}              | what selects a response",
        "response: {set: {ETag: a}}              | forms, ranges and conditions",
        "response: {set: {Cache-Status: a}}      | gateway's own",
        "response: {remove: [Age]}               | gateway's own",
        "response: {set: {X-A: '{body./a}'}}     | in braces only {name} of the path, {query.name}, {header.name})",
        "response: {set: {X-A: \"\\0\"}}         | none of them a control",
        "{tags: ['{query.a}'], key: {query: {deny: [a]}}}  | tags: value: {query.a} (expected: only query",
        "{request: {set: {X-A: '{query.a}'}}, key: {query: {allow: [b]}}} | only query parameters that are",
        "tags: ['a:{cookie.b}']                  | in braces {name} of the path",
      })
  void whatARuleMayNotRewriteOrTakeIsNamed(String rule, String fault) {
    var yaml = rule.startsWith("{") ? rule : "{" + rule + "}";
    assertThat(Configs.yamlFaults("rules: [" + yaml + "]"))
        .singleElement()
        .asString()
        .contains(fault);
  }

  @Test
  void whatAWriteInvalidatesMayComeFromAParameterThatIsNotKeyed() {
    var rules = rules("- {invalidates: ['{query.a}'], key: {query: {deny: [a]}}}");
    var put = Requests.of("PUT", "/?a=1");
    var rule = rules.governing(put).orElseThrow();
    assertThat(render(rule.settings().invalidates(), rule, put)).containsExactly("1");
  }
}
