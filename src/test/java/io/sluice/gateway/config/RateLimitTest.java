package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {
  private static @Nullable RateLimit of(String rule) {
    var rules = Configs.yaml("rules: [" + rule + "]").rules().rules();
    return rules.get(0).settings().rateLimit();
  }

  @Test
  void thereIsNoneByDefault() {
    assertThat(of("{ttl: 1m}")).isNull();
  }

  @Test
  void theClientMaySpendItAtOnceByDefault() {
    assertThat(of("{rate-limit: {requests: 5}}"))
        .isEqualTo(new RateLimit(5, Duration.ofSeconds(1), 5, RateLimit.Key.CLIENT, null));
  }

  @Test
  void everythingCanBeSaid() {
    assertThat(
            of(
                "{rate-limit: {requests: 5, period: 1m, burst: 2, key: header,"
                    + " header: X-Api-Key}}"))
        .isEqualTo(new RateLimit(5, Duration.ofMinutes(1), 2, RateLimit.Key.HEADER, "x-api-key"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{requests: 0}               | requests",
        "{requests: 1, period: 10ms} | period",
        "{period: 1m}                | period",
        "{requests: 1, key: header}  | key",
        "{requests: 1, header: a}    | header"
      })
  void whatMakesNoSenseIsAFault(String limit, String row) {
    assertThat(Configs.yamlFaults("rules: [{rate-limit: " + limit + "}]"))
        .singleElement()
        .asString()
        .contains("rules[0].rate-limit." + row);
  }
}
