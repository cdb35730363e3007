package io.sluice.gateway.caching;

import static io.sluice.gateway.caching.CacheDecision.NEVER;
import static io.sluice.gateway.caching.Exchanges.at;
import static io.sluice.gateway.caching.Exchanges.date;
import static io.sluice.gateway.caching.Exchanges.get;
import static io.sluice.gateway.caching.Exchanges.request;
import static io.sluice.gateway.caching.Exchanges.reuse;
import static io.sluice.gateway.caching.Exchanges.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.caching.CacheDecision.Fetch;
import io.sluice.gateway.caching.CacheDecision.Hit;
import io.sluice.gateway.caching.CacheDecision.Revalidate;
import io.sluice.gateway.caching.CacheDecision.ServeStaleAndRefresh;
import io.sluice.gateway.caching.CacheDecision.Unsatisfiable;
import io.sluice.gateway.caching.CachePolicy.Consistency;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9111 §4, RFC 5861, RFC 8246. Times are seconds after the response was stored. */
class CacheDecisionTest {

  @Test
  void hitsUntilTheLifetimeEnds() {
    //  0 stored, max-age=10, Age 4        6 stale
    var stored = stored("cache-control", "max-age=10", "age", "4", "etag", "\"a\"");
    assertThat(reuse(get(), stored, 0)).isEqualTo(new Hit(stored, 4, 6));
    assertThat(reuse(get(), stored, 5.9)).isEqualTo(new Hit(stored, 9, 0));
    assertThat(reuse(get(), stored, 6))
        .isEqualTo(new Revalidate(stored, ForwardReason.STALE, false, NEVER));
  }

  @Test
  void fetchesWhatCannotBeValidated() {
    var stored = stored("cache-control", "max-age=10");
    assertThat(reuse(get(), stored, 10))
        .isEqualTo(new Fetch(ForwardReason.STALE, stored, false, NEVER));
  }

  @Test
  void tellsMissesApart() {
    assertThat(decide(get(), null, false))
        .isEqualTo(new Fetch(ForwardReason.URI_MISS, null, false, NEVER));
    assertThat(decide(get(), null, true))
        .isEqualTo(new Fetch(ForwardReason.VARY_MISS, null, false, NEVER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "M-SEARCH", "get", "PURGE"})
  void forwardsOtherMethods(String method) {
    var stored = stored("cache-control", "max-age=10");
    assertThat(reuse(request(method, "https://shop.example/"), stored, 0))
        .isEqualTo(new Fetch(ForwardReason.METHOD, null, false, NEVER));
  }

  @Test
  void answersHeadFromGet() {
    var stored = stored("cache-control", "max-age=10");
    assertThat(reuse(request("HEAD", "https://shop.example/"), stored, 1)).isInstanceOf(Hit.class);
  }

  @Test
  void bypassesWhereTheRuleSaysSo() {
    var never = CachePolicy.DEFAULT.toBuilder().cache(false).build();
    var decision =
        CacheDecision.decide(
            get(), stored("cache-control", "max-age=9"), true, Validity.VALID, never, at(0));
    assertThat(decision).isEqualTo(new Fetch(ForwardReason.BYPASS, null, false, NEVER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"if-match", "if-unmodified-since"})
  void leavesConditionsForTheOriginToTheOrigin(String field) {
    var stored = stored("cache-control", "max-age=10", "etag", "\"a\"");
    assertThat(reuse(get(field, "\"a\""), stored, 1))
        .isEqualTo(new Fetch(ForwardReason.REQUEST, null, false, NEVER));
  }

  @ParameterizedTest(name = "age {0}: {1} = {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3  | no-cache               | Revalidate
          3  | no-store               | Fetch
          3  | max-age=0              | Revalidate
          3  | max-age=1              | Revalidate
          3  | max-age=4              | Hit
          3  | max-age=3, max-stale=9 | Revalidate
          3  | min-fresh=6            | Hit
          3  | min-fresh=8            | Revalidate
          3  | only-if-cached         | Hit
          3  | only-if-cached, no-cache | Unsatisfiable
          3  | x                      | Hit
          12 | only-if-cached         | Unsatisfiable
          12 | max-stale=3            | Hit
          12 | max-stale              | Hit
          12 | max-stale=1            | Revalidate
          12 | max-stale=3, no-cache  | Revalidate
          12 | max-stale=3, min-fresh=0 | Revalidate
          12 | max-stale=x            | Revalidate
          12 | only-if-cached, max-stale=3 | Hit
          """)
  void honoursRequestDirectives(double age, String cacheControl, String expected) {
    var stored = stored("cache-control", "max-age=10", "etag", "\"a\"");
    assertThat(reuse(get("cache-control", cacheControl), stored, age).getClass().getSimpleName())
        .isEqualTo(expected);
  }

  @Test
  void ignoresRequestDirectivesWhereTheRuleSaysSo() {
    var policy = CachePolicy.DEFAULT.toBuilder().honourRequestDirectives(false).build();
    for (String cc : new String[] {"no-cache", "no-store", "max-age=0"}) {
      var decision =
          CacheDecision.decide(
              get("cache-control", cc),
              stored("cache-control", "max-age=9"),
              true,
              Validity.VALID,
              policy,
              at(1));
      assertThat(decision).isInstanceOf(Hit.class);
    }
  }

  @Test
  void answers504WhereOnlyTheStoreMayBeAsked() {
    assertThat(decide(get("cache-control", "only-if-cached"), null, false))
        .isEqualTo(new Unsatisfiable(ForwardReason.URI_MISS));
  }

  @Test
  void needNotValidateImmutableContentOnReload() {
    var stored = stored("cache-control", "max-age=10, immutable", "etag", "\"a\"");
    assertThat(reuse(get("cache-control", "max-age=0"), stored, 3)).isInstanceOf(Hit.class);
    assertThat(reuse(get("cache-control", "no-cache"), stored, 3)).isInstanceOf(Revalidate.class);
    assertThat(reuse(get("cache-control", "max-age=0"), stored, 11)).isInstanceOf(Revalidate.class);
  }

  @Test
  void servesStaleWhileItRevalidates() {
    //  0 stored       10 stale                14 too stale
    var stored = stored("cache-control", "max-age=10, stale-while-revalidate=4", "etag", "\"a\"");
    assertThat(reuse(get(), stored, 9)).isInstanceOf(Hit.class);
    assertThat(reuse(get(), stored, 12.5))
        .isEqualTo(new ServeStaleAndRefresh(stored, 12, -3, false));
    assertThat(reuse(get(), stored, 14)).isInstanceOf(Revalidate.class);
    assertThat(reuse(get("cache-control", "max-age=11"), stored, 12))
        .isInstanceOf(Revalidate.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"must-revalidate", "proxy-revalidate", "no-cache", "s-maxage=10"})
  void neverServesStaleWhereThatIsForbidden(String directive) {
    var stored =
        stored(
            "cache-control",
            "max-age=10, stale-while-revalidate=60, stale-if-error=60, " + directive,
            "etag",
            "\"a\"");
    for (String wish : new String[] {"x", "max-stale", "stale-if-error=60"}) {
      assertThat(reuse(get("cache-control", wish), stored, 12))
          .isEqualTo(new Revalidate(stored, ForwardReason.STALE, false, NEVER));
    }
  }

  @Test
  void tellsUntilWhenStaleMayBeServedOnError() {
    //  0 stored      10 stale              40 too stale
    var stored = stored("cache-control", "max-age=10, stale-if-error=30");
    var decision = reuse(get(), stored, 12);
    assertThat(decision).isEqualTo(new Fetch(ForwardReason.STALE, stored, false, at(40)));
    assertThat(StaleIfError.mayServe(decision, at(39.9))).isTrue();
    assertThat(StaleIfError.mayServe(decision, at(40))).isFalse();
    assertThat(StaleIfError.mayServe(reuse(get(), stored, 1), at(1))).isFalse();
  }

  @Test
  void takesTheGraceOfTheRequestAndOfTheRule() {
    var stored = stored("cache-control", "max-age=10", "etag", "\"a\"");
    assertThat(reuse(get("cache-control", "stale-if-error=5"), stored, 12))
        .isEqualTo(new Revalidate(stored, ForwardReason.STALE, false, at(15)));
    var rule =
        CachePolicy.DEFAULT.toBuilder().grace(Duration.ofSeconds(2), Duration.ofMinutes(1)).build();
    var graced = stored(get(), Exchanges.response(200, "cache-control", "max-age=10"), rule);
    assertThat(reuse(get(), graced, 11)).isInstanceOf(ServeStaleAndRefresh.class);
    assertThat(reuse(get(), graced, 13))
        .isEqualTo(new Fetch(ForwardReason.STALE, graced, false, at(70)));
  }

  @Test
  void servesTheSoftlyPurgedWhileItRefreshes() {
    var stored = stored("cache-control", "max-age=10", "etag", "\"a\"");
    assertThat(decide(Validity.SOFT_STALE, Consistency.STRICT, stored, 3))
        .isEqualTo(new ServeStaleAndRefresh(stored, 3, 7, true));
    assertThat(decide(Validity.SOFT_STALE, Consistency.STRICT, stored, 12))
        .isEqualTo(new Revalidate(stored, ForwardReason.STALE, false, at(10)));
    var strict = stored("cache-control", "max-age=10, must-revalidate", "etag", "\"a\"");
    assertThat(decide(Validity.SOFT_STALE, Consistency.STRICT, strict, 3))
        .isEqualTo(new Revalidate(strict, ForwardReason.STALE, false, NEVER));
  }

  @ParameterizedTest
  @EnumSource(Consistency.class)
  void validatesWhatItCannotTrustAsTheRuleSays(Consistency consistency) {
    var stored = stored("cache-control", "max-age=10, stale-while-revalidate=9", "etag", "\"a\"");
    assertThat(decide(Validity.UNTRUSTED, consistency, stored, 3))
        .isEqualTo(
            switch (consistency) {
              case STRICT -> new Revalidate(stored, ForwardReason.STALE, true, NEVER);
              case AVAILABLE -> new Revalidate(stored, ForwardReason.STALE, true, at(10));
              case NONE -> new Hit(stored, 3, 7);
            });
  }

  @ParameterizedTest(name = "Last-Modified {0} s: {1}")
  @CsvSource({"-3600, Revalidate", "-60, Revalidate", "-59, Fetch", "0, Fetch"})
  void validatesWhatItCannotTrustByStrongDatesOnly(long lastModified, String expected) {
    var stored = stored("cache-control", "max-age=10", "last-modified", date(lastModified));
    assertThat(decide(Validity.UNTRUSTED, Consistency.STRICT, stored, 3).getClass().getSimpleName())
        .isEqualTo(expected);
    assertThat(reuse(get(), stored, 12)).isInstanceOf(Revalidate.class);
  }

  @ParameterizedTest
  @CsvSource({"500, true", "502, true", "503, true", "504, true", "501, false", "404, false"})
  void knowsWhichStatusesAreErrors(int status, boolean error) {
    assertThat(StaleIfError.isError(status)).isEqualTo(error);
  }

  private static CacheDecision decide(
      Validity validity, Consistency consistency, StoredResponse stored, double seconds) {
    var policy = CachePolicy.DEFAULT.toBuilder().consistency(consistency).build();
    return CacheDecision.decide(get(), stored, true, validity, policy, at(seconds));
  }

  private static CacheDecision decide(
      RequestHead request, @Nullable StoredResponse stored, boolean hasVariants) {
    return CacheDecision.decide(
        request, stored, hasVariants, Validity.VALID, CachePolicy.DEFAULT, at(0));
  }
}
