package io.sluice.gateway.caching;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 §5.6.7. */
class HttpDateTest {
  private static final long NOW = Instant.parse("2026-06-01T00:00:00Z").toEpochMilli();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Sun, 06 Nov 1994 08:49:37 GMT     | 1994-11-06T08:49:37Z
          Sunday, 06-Nov-94 08:49:37 GMT    | 1994-11-06T08:49:37Z
          Sun Nov  6 08:49:37 1994          | 1994-11-06T08:49:37Z
          Sun Nov 16 08:49:37 1994          | 1994-11-16T08:49:37Z
          THU, 18 Aug 2050 02:01:18 GMT     | 2050-08-18T02:01:18Z
          Thu, 18 AUG 2050 02:01:18 gMT     | 2050-08-18T02:01:18Z
          Mon, 18 Aug 2050 02:01:18 GMT     | 2050-08-18T02:01:18Z
          Thursday, 18-Aug-50 02:01:18 GMT  | 2050-08-18T02:01:18Z
          Thursday, 18-Aug-76 02:01:18 GMT  | 2076-08-18T02:01:18Z
          Thursday, 18-Aug-77 02:01:18 GMT  | 1977-08-18T02:01:18Z
          Tue, 19 Jan 2038 14:14:08 GMT     | 2038-01-19T14:14:08Z
          Sun, 21 Nov 2286 04:46:39 GMT     | 2286-11-21T04:46:39Z
          Thu, 29 Feb 2024 00:00:00 GMT     | 2024-02-29T00:00:00Z
          Sat, 31 Dec 2016 23:59:60 GMT     | 2017-01-01T00:00:00Z
          """)
  void readsAllThreeForms(String text, Instant expected) {
    assertThat(HttpDate.parse(text, NOW)).isEqualTo(expected.toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "Thu, 18 Aug 2050 02:01:18 UTC",
        "Thu, 18 Aug 2050 02:01:18 AEST",
        "Thu, 18 Aug 50 02:01:18 GMT",
        "Thu 18 Aug 2050 02:01:18 GMT",
        "Thu, 18  Aug  2050 02:01:18 GMT",
        "Thu, 18-Aug-2050 02:01:18 GMT",
        "Thu, 18 Aug 2050 02.01.18 GMT",
        "Thu, 18 Aug 2050 2:01:18 GMT",
        "Thu, 18 Aug 2050 24:00:00 GMT",
        "Thu, 32 Aug 2050 02:01:18 GMT",
        "Thu, 00 Aug 2050 02:01:18 GMT",
        "Tue, 29 Feb 2023 00:00:00 GMT",
        "Thu, 18 Aux 2050 02:01:18 GMT",
        "Xyz, 18 Aug 2050 02:01:18 GMT",
        "Thursdax, 18-Aug-50 02:01:18 GMT",
        " Thu, 18 Aug 2050 02:01:18 GMT",
        "Thu, 18 Aug 2050 02:01:18 GMT ",
        "Thu, 18 Aug 2050 02:01:18 GMT, Thu, 18 Aug 2050 02:01:19 GMT"
      })
  void refusesEverythingElse(String text) {
    assertThat(HttpDate.parse(text, NOW)).isEqualTo(HttpDate.INVALID);
  }

  @Property
  void writesWhatTheJdkWrites(@ForAll @LongRange(min = -62135596800L, max = 253402300799L) long s) {
    String expected =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .format(Instant.ofEpochSecond(s).atOffset(ZoneOffset.UTC));
    assertThat(HttpDate.format(s * 1000)).isEqualTo(expected);
  }

  @Property
  void readsWhatItWrites(@ForAll @LongRange(min = -62135596800L, max = 253402300799L) long s) {
    assertThat(HttpDate.parse(HttpDate.format(s * 1000), NOW)).isEqualTo(s * 1000);
  }

  @Property
  void survivesAnything(@ForAll String text) {
    assertThat(HttpDate.parse(text, NOW)).isEqualTo(HttpDate.INVALID);
  }
}
