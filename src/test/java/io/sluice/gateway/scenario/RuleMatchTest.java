package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawResponse;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rule an exchange falls under, from its first byte to its last. */
class RuleMatchTest {
  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "rules",
          """
          - {name: host, match: {host: '*.shop.example'}, response: {set: {X-Rule: host}}}
          - name: query
            match: {path: /m/**, query: {preview: '*', lang: 'd*'}}
            response: {set: {X-Rule: query}}
          - name: header
            match: {path: /m/**, headers: {X-Plan: 'gold*'}}
            response: {set: {X-Rule: header}}
          - {name: method, match: {path: /m/**, methods: [PUT]}, response: {set: {X-Rule: method}}}
          - {name: id, match: {path: "/m/{id}.json"}, response: {set: {X-Rule: "id {id}"}}}
          - {name: star, match: {path: /m/img/*.png}, response: {set: {X-Rule: star}}}
          - {name: gone, match: {path: /m/**, status: [404, 5xx]}, response: {set: {X-Rule: status}}}
          - name: type
            match: {path: /m/**, content-type: [image/*, application/json]}
            response: {set: {X-Rule: type}}
          - {name: small, match: {path: /m/**, max-size: 4}, response: {set: {X-Rule: small}}}
          - {name: large, match: {path: /m/**, min-size: 4KiB}, response: {set: {X-Rule: large}}}
          - {name: deep, match: {path: /m/**/deep/**}, response: {set: {X-Rule: deep}}}
          """);

  @BeforeAll
  static void anOriginWithManyAnswers() {
    var answers =
        Map.of(
            "/m/none", status(404).body("none"),
            "/m/error", status(503).body("error"),
            "/m/type", fresh("typed").field("Content-Type", "image/png; q=1"),
            "/m/api", fresh("{'a':1}").field("Content-Type", "Application/JSON"),
            "/m/small", fresh("1234"),
            "/m/large", fresh("x".repeat(4096)),
            "/m/huge", fresh("x".repeat(4096)).chunked());
    answers.forEach((path, answer) -> gateway.origin().on(path, answer));
    gateway.origin().otherwise(answer());
  }

  private static OriginAnswer answer() {
    return fresh("other").field("Content-Type", "text/plain");
  }

  private static String rule(RawResponse response) {
    return String.valueOf(response.field("x-rule"));
  }

  @ParameterizedTest(name = "{0} {1} {2}: {3}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "GET    | /m/x                         | Host: www.shop.example       | host",
        "GET    | /m/x                         | Host: WWW.Shop.Example:8080  | host",
        "GET    | /m/x                         | Host: shop.example           | null",
        "GET    | /m/x?preview&lang=de         | X-A: b                       | query",
        "GET    | /m/x?lang=de-AT&preview=1    | X-A: b                       | query",
        "GET    | /m/x?preview=1&lang=en       | X-A: b                       | null",
        "GET    | /m/x?preview=1               | X-A: b                       | null",
        "GET    | /m/x                         | x-plan: golden               | header",
        "GET    | /m/x                         | X-Plan: silver               | null",
        "PUT    | /m/x                         | X-A: b                       | method",
        "HEAD   | /m/7.json                    | X-A: b                       | id 7",
        "GET    | /m/a%2Eb.json                | X-A: b                       | id a.b",
        "GET    | /m/.json                     | X-A: b                       | null",
        "GET    | /m/a/b.json                  | X-A: b                       | null",
        "GET    | /m/img/.png                  | X-A: b                       | star",
        "GET    | /m/img/a/b.png               | X-A: b                       | null",
        "GET    | /m/none                      | X-A: b                       | status",
        "GET    | /m/error                     | X-A: b                       | status",
        "GET    | /m/type                      | X-A: b                       | type",
        "GET    | /m/api                       | X-A: b                       | type",
        "GET    | /m/small                     | X-A: b                       | small",
        "GET    | /m/large                     | X-A: b                       | large",
        "GET    | /m/a/b/deep                  | X-A: b                       | deep",
        "GET    | /m/deep/c/d?x                | X-A: b                       | deep",
        "GET    | /other                       | X-A: b                       | null",
      })
  void theFirstOfWhichAllConditionsHold(String method, String target, String field, String rule) {
    var parts = field.split(": ", 2);
    for (var time : new String[] {"passed on or stored", "from the store, if stored"}) {
      assertThat(rule(gateway.exchange(method, target, parts[0], parts[1])))
          .as("%s %s, %s", method, target, time)
          .isEqualTo(rule);
    }
  }

  /** Before the end of the body its size is unknown, and conditions on it count as met. */
  @Test
  void whatIsStoredFallsUnderTheRuleOfItsTrueSize() {
    assertThat(rule(gateway.get("/m/huge"))).isEqualTo("small");
    assertThat(rule(gateway.get("/m/huge"))).isEqualTo("large");
  }
}
