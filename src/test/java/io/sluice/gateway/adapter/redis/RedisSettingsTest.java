package io.sluice.gateway.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisSettingsTest {

  @ParameterizedTest
  @CsvSource({
    "redis://cache.example, cache.example:6379",
    "redis://user:pa%40ss@cache.example:6380/2, cache.example:6380",
    "rediss://:secret@cache.example/0, cache.example:6379",
    "redis://[::1]:7000, [::1]:7000",
    "redis://user:secret@my_redis:7000/2, my_redis:7000",
    "rediss://my_redis, my_redis:6379",
    "unix:///run/redis.sock, /run/redis.sock",
    "'redis+sentinel://a:1,b:2/main/3', 'main of a:1,b:2'"
  })
  void theAddressIsWhatMayBeLogged(String uri, String address) {
    assertThat(RedisSettings.of(uri).address()).isEqualTo(address);
    assertThat(RedisSettings.of(uri).toString())
        .contains(address)
        .doesNotContain("secret", "pa%40");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cache.example:6379",
        "http://cache",
        "redis://",
        "redis://host/x",
        "redis://host/-1",
        "redis://user:sec ret@host",
        "redis://:sec^ret@host",
        "unix:///",
        "redis://sec_ret:1@-ho_st",
        "redis+sentinel://u:secret@a:1/main",
        "redis+sentinel://a:1"
      })
  void aMalformedUrlIsRefusedWithoutQuotingIt(String uri) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisSettings.of(uri))
        .withMessageContaining("expected")
        .withNoCause()
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("ret"));
  }

  @Test
  void rangesAreChecked() {
    var settings = RedisSettings.of("redis://cache.example");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.withCommandTimeout(Duration.ZERO))
        .withMessage("commandTimeout: 0 ms (expected: 1 to 300000 ms)");
    assertThatIllegalArgumentException().isThrownBy(() -> settings.withMaxInFlight(0));
  }
}
