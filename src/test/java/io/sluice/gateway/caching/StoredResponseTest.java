package io.sluice.gateway.caching;

import static io.sluice.gateway.caching.Exchanges.T0;
import static io.sluice.gateway.caching.Exchanges.at;
import static io.sluice.gateway.caching.Exchanges.date;
import static io.sluice.gateway.caching.Exchanges.get;
import static io.sluice.gateway.caching.Exchanges.response;
import static io.sluice.gateway.caching.Exchanges.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredResponseTest {

  @ParameterizedTest(name = "{0}: useful for {1} s")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          max-age=10                                              | 6
          max-age=10, stale-while-revalidate=5, stale-if-error=60 | 66
          """)
  void isOfUseUntilItsWindowsEnd(String cacheControl, double seconds) {
    assertThat(stored("cache-control", cacheControl, "age", "4").usefulUntilMillis(0))
        .isEqualTo(at(seconds));
  }

  @Test
  void isKeptLongerForValidation() {
    assertThat(stored("cache-control", "max-age=10").usefulUntilMillis(99_000)).isEqualTo(at(10));
    assertThat(stored("cache-control", "max-age=10", "etag", "\"a\"").usefulUntilMillis(99_000))
        .isEqualTo(at(109));
  }

  @Test
  void showsItsTrueAgeDownstream() {
    //  0 stored, fresh here for 100 s, for those downstream for 10 s      50 asked
    var stored = stored("cache-control", "max-age=10", "cdn-cache-control", "max-age=100");
    assertThat(stored.freshForMillis(at(50))).isPositive();
    assertThat(stored.currentAgeSeconds(at(50))).isEqualTo(50);
    assertThat(stored.fields().get("cache-control")).isEqualTo("max-age=10");
  }

  @Test
  void derivesItsValidators() {
    var stored =
        stored(
            "cache-control", "max-age=9",
            "etag", "W/\"a\"",
            "last-modified", date(-60),
            "date", date(0),
            "cache-status", "inner; hit",
            "cache-status", "outer; fwd=miss");
    assertThat(stored.entityTag()).isEqualTo(new EntityTag("\"a\"", true));
    assertThat(stored.lastModifiedMillis()).isEqualTo(T0 - 60_000);
    assertThat(stored.hasStrongLastModified()).isTrue();
    assertThat(stored.upstreamCacheStatus()).isEqualTo("inner; hit, outer; fwd=miss");
  }

  @Test
  void knowsWhetherItHasContent() {
    assertThat(stored("cache-control", "max-age=9").hasContent()).isTrue();
    var empty = stored(get(), response(204, "cache-control", "max-age=9"), CachePolicy.DEFAULT);
    assertThat(empty.hasContent()).isFalse();
  }

  @Test
  void expiresAtOnceWhenAsked() {
    var stored = stored("cache-control", "max-age=9", "etag", "\"a\"");
    assertThat(stored.expired().freshForMillis(T0)).isZero();
    assertThat(stored.expired().fields()).isEqualTo(stored.fields());
  }

  @Test
  void holdsFieldsInOrderWithLowerCaseNames() {
    var fields = StoredFields.of("A", "1", "B", "2", "a", "3");
    assertThat(fields.size()).isEqualTo(3);
    assertThat(fields.name(2)).isEqualTo("a");
    assertThat(fields.value(2)).isEqualTo("3");
    assertThat(fields.get("A")).isEqualTo("1");
    assertThat(fields.all("a")).containsExactly("1", "3");
    assertThat(fields.joined("A")).isEqualTo("1, 3");
    assertThat(fields.joined("b")).isEqualTo("2");
    assertThat(fields.joined("c")).isNull();
    assertThat(fields.with("A", "9")).isEqualTo(StoredFields.of("a", "9", "b", "2"));
    assertThat(fields.with("c", "9"))
        .isEqualTo(StoredFields.of("a", "1", "b", "2", "a", "3", "c", "9"));
    assertThat(fields.toBuilder().remove("A").build()).isEqualTo(StoredFields.of("b", "2"));
    assertThat(fields.without("x"::equals)).isSameAs(fields);
    assertThat(fields.byteSize()).isBetween(3 * 50, 3 * 70);
    assertThat(StoredFields.copyOf(fields)).isSameAs(fields);
  }

  @Test
  void refusesPoliciesOutOfRange() {
    var policy = CachePolicy.DEFAULT.toBuilder();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.heuristic(1.5, Duration.ofDays(1)).build())
        .withMessage("heuristicFraction: 1.5 (expected: 0-1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CachePolicy.DEFAULT.toBuilder().ttl(Duration.ofSeconds(-1), true).build())
        .withMessage("ttl: PT-1S (expected: >= 0)");
  }
}
