package io.sluice.gateway.config;

import static io.sluice.gateway.config.Requests.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlatRuleTest {
  private static final String SEARCH =
      """
      [{"pattern":"*/api/search*","ttl":300,"methods":["GET","POST"],
        "conditions":{"headers":{"x-user-id":"*"},"statusCodes":[200,304],"minSize":1024}}]
      """;

  private static Rule rule(String json) {
    return Configs.env("CACHE_RULES", json).rules().rules().get(0);
  }

  @Test
  void theJsonOfACachingProxyIsTakenAsItIs() {
    var rule = rule(SEARCH);
    assertThat(rule.settings().ttl()).isEqualTo(Duration.ofMinutes(5));
    assertThat(rule.match().methods()).containsExactlyInAnyOrder("GET", "POST");
    assertThat(rule.match().statuses())
        .containsExactly(new StatusRange(200, 200), new StatusRange(304, 304));
    assertThat(rule.match().minBytes()).isEqualTo(1024);
    assertThat(rule.match().maxBytes()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void itOverridesTheOriginAndKeysByTheFieldsOfItsConditions() {
    var settings = rule(SEARCH).settings();
    assertThat(settings.override()).isTrue();
    assertThat(settings.key().headers()).containsExactly("x-user-id");
    assertThat(settings.cookies()).as("Set-Cookie is never overridden").isNull();
  }

  @Test
  void itHoldsForWhatItsConditionsSay() {
    var match = rule(SEARCH).match();
    assertThat(match.matches(get("/api/search?q=a", "x-user-id", "7"))).isTrue();
    assertThat(match.matches(get("/v1/api/search/deep", "x-user-id", "7"))).isTrue();
    assertThat(match.matches(get("/api/search"))).as("without the field").isFalse();
    assertThat(match.matches(Requests.of("PUT", "/api/search", "x-user-id", "7"))).isFalse();
    assertThat(match.matches(new RuleResponse(304, null, 1024))).isTrue();
    assertThat(match.matches(new RuleResponse(200, null, 1023))).isFalse();
    assertThat(match.matches(new RuleResponse(201, null, 2048))).isFalse();
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/*             | /api/a/b       | true",
        "/api/*             | /v1/api/a      | false",
        "/api               | /api?x=1       | true",
        "/api?x=*           | /api?x=1       | true",
        "/api?x=*           | /api           | false",
        "*/api              | /api           | true",
        "*/api              | /apis          | false",
        "http://shop.example:8080/* | /a     | true",
        "https://*          | /a             | false",
      })
  void patternsFitThePathOrTheUrl(String pattern, String target, boolean fits) {
    var rule = rule("[{\"pattern\":\"" + pattern + "\",\"ttl\":1}]");
    assertThat(rule.match().matches(get(target))).isEqualTo(fits);
  }

  @Test
  void bothFormsMayStandSideBySideInTheFile() {
    var config = Configs.yaml("rules: [{pattern: /a, ttl: 1}, {name: b, ttl: 1s}]");
    assertThat(config.rules().rules()).extracting(Rule::name).isEqualTo(List.of("rule-1", "b"));
  }

  @Test
  void itsFaultsPointIntoTheJson() {
    assertThat(
            Configs.envFaults(
                "CACHE_RULES",
                "[{\"ttl\":-1,\n\"pattern\":\"/a\"},\n{\"pattern\":\"/b\",\"ttl\":\"5m\",\"condition\":{}}]"))
        .containsExactlyInAnyOrder(
            "environment CACHE_RULES:1:9: rules[0].ttl: value: -1"
                + " (expected: a whole number of seconds from 0 to 315360000)",
            "environment CACHE_RULES:3:23: rules[1].ttl: value: 5m"
                + " (expected: a whole number of seconds from 0 to 315360000)",
            "environment CACHE_RULES:3:28: rules[1].condition: unknown key"
                + " (did you mean conditions?)");
    assertThat(Configs.envFaults("CACHE_RULES", "[{\"pattern\":\"/a\"}]").get(0))
        .contains("rules[0].ttl: value: nothing");
    assertThat(Configs.envFaults("CACHE_RULES", "{")).hasSize(1);
    assertThat(Configs.envFaults("CACHE_RULES", "x").get(0)).contains("expected: a list");
  }
}
