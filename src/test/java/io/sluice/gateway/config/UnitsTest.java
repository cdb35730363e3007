package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  private static final long TEN_YEARS_MILLIS = 3650L * 24 * 3600 * 1000;

  @Property
  void aDurationIsReadAsItWasWritten(@ForAll @LongRange(min = 0, max = TEN_YEARS_MILLIS) long ms) {
    var duration = Duration.ofMillis(ms);
    assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
    assertThat(Durations.parse(duration.toString())).isEqualTo(duration);
  }

  @Property
  void nanosecondsAreKept(@ForAll @LongRange(min = 0, max = 1L << 55) long nanos) {
    var duration = Duration.ofNanos(nanos);
    assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
  }

  @Property
  void aSizeIsReadAsItWasWritten(@ForAll @LongRange(min = 0, max = 1L << 58) long bytes) {
    assertThat(Sizes.parse(Sizes.format(bytes))).hasValue(bytes);
  }

  @Property
  void noTextMakesReadingThrow(@ForAll String text, @ForAll long number) {
    for (var unit : new String[] {"", "s", "d", "KiB", "TiB", text}) {
      Durations.parse(number + unit);
      Durations.parse(text + unit);
      Sizes.parse(number + unit);
      Cidr.literal(text + unit);
      Authority.parse(text + unit);
      Authority.parse("http://" + text + ":" + number);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"8388608TiB", "999999999999999999TiB", "9999999999999999999", "1kB", "", "B"})
  void sizesThatALongCannotHoldAreNone(String text) {
    assertThat(Sizes.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"999999999999999d", "3651d", "P", "PT", "P1M", "-1s", "1", "1S", "pt1s", "PT1.S"})
  void durationsOfAnotherFormOrBeyondTenYearsAreNone(String text) {
    assertThat(Durations.parse(text)).isNull();
  }

  @ParameterizedTest(name = "{1} in {0}: {2}")
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.1.2.3/8, 10.9.9.9, true",
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, 127.0.0.2, false",
    "0.0.0.0/0, 1.2.3.4, true",
    "0.0.0.0/0, ::1, false",
    "192.168.4.0/22, 192.168.7.255, true",
    "192.168.4.0/22, 192.168.8.0, false",
    "fe80::/10, fe80::1, true",
    "fe80::/10, ff80::1, false",
    "::1, ::1, true",
    "10.0.0.0/8, ::ffff:10.0.0.1, true",
  })
  void aBlockContainsItsAddresses(String block, String address, boolean contained)
      throws UnknownHostException {
    assertThat(Cidr.parse(block).contains(InetAddress.getByName(address))).isEqualTo(contained);
  }
}
