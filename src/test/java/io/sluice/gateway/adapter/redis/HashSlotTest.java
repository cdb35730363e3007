package io.sluice.gateway.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As a server answers CLUSTER KEYSLOT. */
class HashSlotTest {

  @ParameterizedTest
  @CsvSource({
    "123456789, 12739",
    "'', 0",
    "foo, 12182",
    "{foo}bar, 12182",
    "bar{foo}{zap}, 12182",
    "foo{}{bar}, 8363",
    "foo{{bar}}zap, 4015",
    "foo{bar, 15278",
    "}foo{bar}, 5061",
    "sluice:{gw}:m, 7373",
    "größe, 9425"
  })
  void theHashTagDecidesOrElseTheWholeKey(String key, int slot) {
    assertThat(HashSlot.of(key)).isEqualTo(slot);
  }
}
