package io.sluice.gateway.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectionTest {

  @ParameterizedTest
  @CsvSource({
    "MOVED 3999 10.0.0.2:6381, false, 3999, 10.0.0.2:6381",
    "ASK 0 redis_2:6379, true, 0, redis_2:6379",
    "MOVED 16383 2001:db8::1:7000, false, 16383, '[2001:db8::1]:7000'",
    "MOVED 1 :7000, false, 1, 10.0.0.1:7000"
  })
  void saysWhichServerToGoTo(String error, boolean ask, int slot, String server) {
    var redirection = Objects.requireNonNull(Redirection.parse(error));
    assertThat(redirection.ask()).isEqualTo(ask);
    assertThat(redirection.slot()).isEqualTo(slot);
    assertThat(redirection.server("10.0.0.1:6379")).isEqualTo(server);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MOVED",
        "MOVED 16384 10.0.0.2:6381",
        "MOVED 1 10.0.0.2",
        "MOVED 1 ?:6379",
        "MOVED 1 a@b:6379",
        "MOVED 1 a/b:6379",
        "ERR MOVED 1 10.0.0.2:6381",
        "TRYAGAIN Multiple keys request during rehashing of slot"
      })
  void nothingElseIsOne(String error) {
    assertThat(Redirection.parse(error)).isNull();
  }
}
