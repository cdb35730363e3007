package io.sluice.gateway.caching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9111 §5.2.1. */
class RequestDirectivesTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          max-age=0               | 0  | -1 | -1
          max-age=x               | 0  | -1 | -1
          max-age=5, max-age=9    | 5  | -1 | -1
          min-fresh=5             | -1 | 5  | -1
          min-fresh=x             | -1 | -1 | -1
          max-stale=5             | -1 | -1 | 5
          max-stale               | -1 | -1 | 2147483647
          max-stale=x             | -1 | -1 | -1
          """)
  void readsNumbers(String cacheControl, long maxAge, long minFresh, long maxStale) {
    var d = RequestDirectives.parse(StoredFields.of("Cache-Control", cacheControl));
    assertThat(d.maxAgeSeconds()).isEqualTo(maxAge);
    assertThat(d.minFreshSeconds()).isEqualTo(minFresh);
    assertThat(d.maxStaleSeconds()).isEqualTo(maxStale);
  }

  @Test
  void readsFlagsOfAllLines() {
    var fields =
        StoredFields.of("cache-control", "no-cache, NO-STORE", "Cache-Control", "only-if-cached");
    var d = RequestDirectives.parse(fields);
    assertThat(d.noCache() && d.noStore() && d.onlyIfCached()).isTrue();
  }

  @Test
  void hasNoEarForPragma() {
    assertThat(RequestDirectives.parse(StoredFields.of("pragma", "no-cache")))
        .isSameAs(RequestDirectives.NONE);
  }
}
