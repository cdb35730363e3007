package io.sluice.gateway.caching;

import static io.sluice.gateway.caching.Exchanges.T0;
import static io.sluice.gateway.caching.Exchanges.at;
import static io.sluice.gateway.caching.Exchanges.date;
import static io.sluice.gateway.caching.Exchanges.get;
import static io.sluice.gateway.caching.Exchanges.response;
import static io.sluice.gateway.caching.Exchanges.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.caching.Freshness.Source;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9111 §4.2. */
class LifetimesTest {
  private static final CachePolicy DEFAULT = CachePolicy.DEFAULT;

  @ParameterizedTest(name = "{0}; {1}; {2}; {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
                      | max-age=10             |     | MAX_AGE   | 10
          max-age=5   | max-age=10, s-maxage=7 | 99  | TARGETED  | 5
          s-maxage=5, max-age=6 | max-age=10   |     | TARGETED  | 5
          max-age=0   | max-age=10             | 99  | TARGETED  | 0
          public      | max-age=10             | 99  | NONE      | 0
                      | max-age=10, s-maxage=7 | 99  | S_MAXAGE  | 7
                      | max-age=0, s-maxage=70 | -10 | S_MAXAGE  | 70
                      | max-age=10             | 99  | MAX_AGE   | 10
                      | max-age=10             | -99 | MAX_AGE   | 10
                      | max-age=0              | 99  | MAX_AGE   | 0
                      |                        | 99  | EXPIRES   | 99
                      |                        | 0   | EXPIRES   | 0
                      |                        | -99 | EXPIRES   | 0
                      |                        |     | NONE      | 0
          """)
  void takesTheFirstThatSaysSomething(
      String targeted, String cacheControl, Long expires, Source source, long seconds) {
    var fields = StoredFields.builder().add("date", date(0)).add("etag", "\"a\"");
    if (targeted != null) {
      fields.add("cdn-cache-control", targeted);
    }
    if (cacheControl != null) {
      fields.add("cache-control", cacheControl);
    }
    if (expires != null) {
      fields.add("expires", date(expires));
    }
    var freshness =
        stored(get(), new ResponseHead(200, fields.build(), T0, T0), DEFAULT).freshness();
    assertThat(freshness.lifetimeSeconds()).isEqualTo(seconds);
    assertThat(freshness.source()).isEqualTo(source);
  }

  @ParameterizedTest(name = "[{0}]")
  @ValueSource(strings = {"0", "-1", "", "Thu, 18 Aug 2050 02:01:18 UTC"})
  void takesAnInvalidExpiresForExpired(String expires) {
    assertThat(stored("expires", expires, "etag", "\"a\"").freshness())
        .returns(Source.EXPIRES, Freshness::source)
        .returns(0L, Freshness::lifetimeSeconds);
  }

  @Test
  void measuresExpiresAgainstDateOrReception() {
    assertThat(
            stored("date", date(400), "expires", date(300), "etag", "\"a\"")
                .freshness()
                .lifetimeSeconds())
        .isZero();
    assertThat(stored("date", date(-10), "expires", date(10)).freshness().lifetimeSeconds())
        .isEqualTo(20);
    assertThat(stored("date", "foo", "expires", date(10)).freshness().lifetimeSeconds())
        .isEqualTo(10);
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 |        | 8640
          203 |        | 8640
          204 |        | 8640
          404 |        | 8640
          410 |        | 8640
          414 |        | 8640
          501 |        | 8640
          201 |        | 0
          202 |        | 0
          302 |        | 0
          403 |        | 0
          502 |        | 0
          599 |        | 0
          599 | public | 8640
          """)
  void guessesForStatusesThatAllowIt(int status, String cacheControl, long seconds) {
    var fields = StoredFields.builder().add("last-modified", date(-86400));
    if (cacheControl != null) {
      fields.add("cache-control", cacheControl);
    }
    var head = new ResponseHead(status, fields.build(), T0, T0);
    assertThat(stored(get(), head, DEFAULT).freshness().lifetimeSeconds()).isEqualTo(seconds);
  }

  @Test
  void capsTheGuessAndCanDoWithoutIt() {
    assertThat(stored("last-modified", date(-100_000_000)).freshness().lifetimeSeconds())
        .isEqualTo(86400);
    var off = DEFAULT.toBuilder().heuristic(0, Duration.ZERO).build();
    var head = response(200, "last-modified", date(-86400));
    assertThat(stored(get(), head, off).freshness().source()).isEqualTo(Source.NONE);
    assertThat(stored("last-modified", date(5)).freshness().lifetimeSeconds()).isZero();
  }

  @ParameterizedTest(name = "{0} {1} override={2}: {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 | x                  | false | 60
          200 | max-age=5          | false | 5
          200 | max-age=5          | true  | 60
          200 | no-cache           | true  | 60
          200 | s-maxage=5         | true  | 60
          302 | x                  | true  | 0
          500 | x                  | true  | 0
          503 | max-age=5          | true  | 5
          404 | max-age=5          | true  | 5
          404 | x                  | true  | 0
          """)
  void appliesTheRulesTtlWhereItIsSafe(int status, String cc, boolean override, long seconds) {
    var rule = DEFAULT.toBuilder().ttl(Duration.ofMinutes(1), override).build();
    var freshness =
        stored(get(), response(status, "cache-control", cc, "etag", "\"a\""), rule).freshness();
    assertThat(freshness.lifetimeSeconds()).isEqualTo(seconds);
    assertThat(freshness.noCache()).isFalse();
    assertThat(freshness.mustRevalidate()).isFalse();
  }

  @Test
  void givesErrorsTheLifetimeThatTheRuleHasForThem() {
    var rule =
        DEFAULT.toBuilder()
            .ttl(Duration.ofHours(1), true)
            .negativeTtl(Duration.ofSeconds(30))
            .statuses(Set.of(200, 404, 503))
            .build();
    assertThat(stored(get(), response(404), rule).freshness().lifetimeSeconds()).isEqualTo(30);
    assertThat(stored(get(), response(503), rule).freshness().lifetimeSeconds()).isEqualTo(30);
  }

  @Test
  void keepsImmutableContentForEverAndErrorsNot() {
    var rule = DEFAULT.toBuilder().immutable(true).build();
    assertThat(stored(get(), response(200, "cache-control", "no-cache"), rule).freshness())
        .returns(DeltaSeconds.MAX, Freshness::lifetimeSeconds)
        .returns(true, Freshness::immutable)
        .returns(false, Freshness::noCache);
    assertThat(Exchanges.decide(get(), response(404, "cache-control", "max-age=9"), rule))
        .isEqualTo(new StoreDecision.DoNotStore("rule-negative", false));
    assertThat(Exchanges.decide(get(), response(200, "cache-control", "no-store"), rule))
        .isInstanceOf(StoreDecision.DoNotStore.class);
  }

  @ParameterizedTest(name = "Age: {0} = {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          7200                  | 7200
          7200, 0               | 7200
          0, 7200               | 0
          0, 0                  | 0
          2147483647            | 2147483647
          2147483648            | 2147483647
          99999999999999999999  | 2147483647
          abc                   | 0
          -7200                 | 0
          7200.0                | 0
          7200;foo=bar          | 0
          """)
  void readsAge(String age, long seconds) {
    var stored = stored("age", age, "cache-control", "max-age=9", "etag", "\"a\"");
    assertThat(stored.currentAgeSeconds(T0)).isEqualTo(seconds);
  }

  @Test
  void usesTheFirstAgeLine() {
    var stored = stored("age", "0", "age", "7200", "cache-control", "max-age=9");
    assertThat(stored.currentAgeSeconds(T0)).isZero();
  }

  @ParameterizedTest(name = "Date {0} s, Age {1}, delay {2} ms: {3} ms")
  @CsvSource(
      textBlock =
          """
          0,   0,  0,    0
          0,   0,  2500, 2500
          -10, 0,  0,    10000
          -10, 25, 500,  25500
          -10, 5,  500,  10000
          10,  15, 0,    15000
          """)
  void correctsTheInitialAge(long dateSeconds, long age, long delayMillis, long expected) {
    var fields = StoredFields.of("date", date(dateSeconds), "age", Long.toString(age));
    var head = new ResponseHead(200, fields, T0 - delayMillis, T0);
    assertThat(Lifetimes.initialAgeMillis(head)).isEqualTo(expected);
  }

  @Test
  void countsNoFractionOfASecondAsAge() {
    var head = Exchanges.responseAt(at(0.9), 200, "date", date(0));
    assertThat(Lifetimes.initialAgeMillis(head)).isZero();
  }

  @Test
  void explainsItself() {
    assertThat(stored("cache-control", "s-maxage=9, stale-if-error=3").freshness().explain())
        .isEqualTo("S_MAXAGE lifetime=9 must-revalidate swr=0 sie=3");
  }
}
