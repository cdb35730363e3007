package io.sluice.gateway.caching;

import static io.sluice.gateway.caching.Exchanges.date;
import static io.sluice.gateway.caching.Exchanges.decide;
import static io.sluice.gateway.caching.Exchanges.get;
import static io.sluice.gateway.caching.Exchanges.request;
import static io.sluice.gateway.caching.Exchanges.response;
import static io.sluice.gateway.caching.Exchanges.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.caching.CachePolicy.CookieMode;
import io.sluice.gateway.caching.StoreDecision.DoNotStore;
import io.sluice.gateway.caching.StoreDecision.Store;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9111 §3. */
class StoreDecisionTest {
  private static final CachePolicy DEFAULT = CachePolicy.DEFAULT;

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 | no-store, max-age=9             | no-store
          200 | max-age=9, private              | private
          200 | max-age=9, private="x"          | private
          599 | max-age=9, no-store, must-understand | must-understand
          599 | max-age=9, must-understand      | must-understand
          206 | max-age=9                       | partial-content
          304 | max-age=9                       | status
          412 | max-age=9                       | status
          429 | max-age=9                       | status
          200 | x                               | no-lifetime-no-validator
          200 | max-age=0                       | no-lifetime-no-validator
          200 | no-cache, max-age=9             | no-lifetime-no-validator
          """)
  void refuses(int status, String cacheControl, String reason) {
    assertThat(decide(get(), response(status, "cache-control", cacheControl), DEFAULT))
        .isEqualTo(new DoNotStore(reason, false));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        200, 203, 204, 299, 301, 302, 303, 307, 308, 400, 404, 410, 499, 500, 502, 503, 504, 599
      })
  void storesAnyOtherStatusWithExplicitFreshness(int status) {
    var stored = stored(get(), response(status, "cache-control", "max-age=9"), DEFAULT);
    assertThat(stored.status()).isEqualTo(status);
    assertThat(stored.freshness().lifetimeSeconds()).isEqualTo(9);
  }

  @Test
  void letsMustUnderstandCancelNoStoreForStatusesThatItKnows() {
    var head = response(200, "cache-control", "max-age=9, no-store, must-understand");
    assertThat(decide(get(), head, DEFAULT)).isInstanceOf(Store.class);
  }

  @Test
  void storesWhatCanOnlyBeValidated() {
    for (String cc : new String[] {"no-cache", "max-age=0", "max-age=9, no-cache"}) {
      var head = response(200, "cache-control", cc, "etag", "\"a\"");
      assertThat(decide(get(), head, DEFAULT))
          .isInstanceOfSatisfying(Store.class, s -> assertThat(s.shareable()).isFalse());
    }
  }

  @Test
  void sharesOnlyWhatIsFreshOnArrival() {
    assertThat(decide(get(), response(200, "cache-control", "max-age=9"), DEFAULT).shareable())
        .isTrue();
    var aged = response(200, "cache-control", "max-age=9", "age", "10", "etag", "\"a\"");
    assertThat(decide(get(), aged, DEFAULT).shareable()).isFalse();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          max-age=9                  | false
          max-age=9, public          | true
          max-age=9, must-revalidate | true
          s-maxage=9                 | true
          max-age=9, proxy-revalidate | false
          """)
  void storesForAuthorizedRequestsWhatPermitsIt(String cacheControl, boolean permitted) {
    var decision =
        decide(get("authorization", "x"), response(200, "cache-control", cacheControl), DEFAULT);
    assertThat(decision instanceof Store).isEqualTo(permitted);
    if (!permitted) {
      assertThat(decision).isEqualTo(new DoNotStore("authorization", false));
    }
  }

  @Test
  void readsPermissionsFromTheEffectiveFieldOnly() {
    var head = response(200, "cache-control", "public, no-store", "cdn-cache-control", "max-age=9");
    assertThat(decide(get(), head, DEFAULT)).isInstanceOf(Store.class);
    assertThat(decide(get("authorization", "x"), head, DEFAULT)).isInstanceOf(DoNotStore.class);
  }

  @ParameterizedTest(name = "{0}, {1}, {2}: {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NEVER    | max-age=9               |               | false
          EXPLICIT | max-age=9               |               | true
          EXPLICIT | s-maxage=9              |               | true
          EXPLICIT | public                  |               | false
          EXPLICIT | max-age=9               | cookie        | false
          EXPLICIT | max-age=9, public       | authorization | false
          STRIP    | max-age=9               | cookie        | true
          STORE    | max-age=9               | cookie        | true
          """)
  void storesSetCookieAsTheModeSays(
      CookieMode mode, String cacheControl, String credential, boolean isStored) {
    var policy = DEFAULT.toBuilder().cookies(mode).ttl(Duration.ofHours(1), false).build();
    var head =
        response(200, "cache-control", cacheControl, "set-cookie", "a=b", "set-cookie2", "c");
    var decision = decide(credential == null ? get() : get(credential, "x"), head, policy);
    assertThat(decision instanceof Store).isEqualTo(isStored);
    if (decision instanceof Store store) {
      assertThat(store.response().fields().contains("set-cookie"))
          .isEqualTo(mode != CookieMode.STRIP);
      assertThat(store.response().fields().contains("set-cookie2"))
          .isEqualTo(mode != CookieMode.STRIP);
      assertThat(store.shareable()).isEqualTo(mode != CookieMode.EXPLICIT);
    }
  }

  @ParameterizedTest
  @EnumSource(value = CookieMode.class, names = "NEVER", mode = EnumSource.Mode.EXCLUDE)
  void neverStoresPrivateResponsesWhateverTheCookieMode(CookieMode mode) {
    var policy = DEFAULT.toBuilder().cookies(mode).build();
    var head = response(200, "cache-control", "private, max-age=9", "set-cookie", "a=b");
    assertThat(decide(get(), head, policy)).isEqualTo(new DoNotStore("private", false));
  }

  @Test
  void storesForRequestsWithCookieOnlyUnderExplicitFreshness() {
    var heuristic = response(200, "last-modified", date(-100_000));
    assertThat(decide(get(), heuristic, DEFAULT)).isInstanceOf(Store.class);
    assertThat(decide(get("cookie", "a=b"), heuristic, DEFAULT))
        .isEqualTo(new DoNotStore("cookie", false));
    for (String explicit : new String[] {"max-age=9", "s-maxage=9"}) {
      var head = response(200, "cache-control", explicit);
      assertThat(decide(get("cookie", "a=b"), head, DEFAULT)).isInstanceOf(Store.class);
    }
    var rule = DEFAULT.toBuilder().ttl(Duration.ofHours(1), false).build();
    assertThat(decide(get("cookie", "a=b"), response(200), rule)).isInstanceOf(DoNotStore.class);
  }

  @Test
  void obeysTheRequestsNoStoreUnlessTheRuleIgnoresIt() {
    var head = response(200, "cache-control", "max-age=9");
    var noStore = get("cache-control", "no-store");
    assertThat(decide(noStore, head, DEFAULT)).isEqualTo(new DoNotStore("request-no-store", false));
    var ignoring = DEFAULT.toBuilder().honourRequestDirectives(false).build();
    assertThat(decide(noStore, head, ignoring)).isInstanceOf(Store.class);
  }

  @Test
  void refusesVaryStar() {
    var head = response(200, "cache-control", "max-age=9", "vary", "Foo, *");
    assertThat(decide(get(), head, DEFAULT)).isEqualTo(new DoNotStore("vary-any", false));
  }

  @Test
  void storesNoHeadAndNoUnsafeMethods() {
    var head = response(200, "cache-control", "max-age=9");
    var uri = "https://shop.example/";
    assertThat(decide(request("HEAD", uri), head, DEFAULT))
        .isEqualTo(new DoNotStore("head", false));
    for (String method : new String[] {"POST", "PUT", "DELETE", "OPTIONS", "get", "M-SEARCH"}) {
      assertThat(decide(request(method, uri), head, DEFAULT))
          .isEqualTo(new DoNotStore("method", false));
    }
    var search = DEFAULT.toBuilder().methods(Set.of("GET", "HEAD", "POST")).build();
    assertThat(decide(request("POST", uri), head, search)).isInstanceOf(Store.class);
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource(
      textBlock =
          """
          200, /p,                      max-age=9, true
          200, https://shop.example/p,  max-age=9, true
          200, /q,                      max-age=9, false
          200, https://other.example/p, max-age=9, false
          200, /p,                      public,    false
          201, /p,                      max-age=9, false
          """)
  void storesAPostForGetWhenItSaysSo(int status, String location, String cc, boolean isStored) {
    var head = response(status, "cache-control", cc, "content-location", location);
    var post = request("POST", "https://shop.example/p");
    assertThat(decide(post, head, DEFAULT) instanceof Store).isEqualTo(isStored);
  }

  @Test
  void cleansTheFields() {
    var head =
        response(
            200,
            "Connection",
            "close, A, cache-control",
            "A",
            "1",
            "B",
            "2",
            "Cache-Control",
            "max-age=9",
            "Keep-Alive",
            "x",
            "Proxy-Connection",
            "x",
            "TE",
            "x",
            "Transfer-Encoding",
            "chunked",
            "Upgrade",
            "x",
            "Proxy-Authenticate",
            "x",
            "Proxy-Authentication-Info",
            "x",
            "Proxy-Authorization",
            "x",
            "Age",
            "3",
            "Surrogate-Key",
            "k",
            "Cache-Groups",
            "\"g\"",
            "ETag",
            "\"a\"");
    assertThat(stored(get(), head, DEFAULT).fields())
        .isEqualTo(
            StoredFields.of(
                "b", "2",
                "cache-control", "max-age=9",
                "cache-groups", "\"g\"",
                "etag", "\"a\"",
                "date", date(0)));
  }

  @Test
  void replacesAnInvalidDate() {
    assertThat(stored("date", "foo", "cache-control", "max-age=9").fields().get("date"))
        .isEqualTo(date(0));
    assertThat(stored("date", date(-2), "cache-control", "max-age=9").fields().get("date"))
        .isEqualTo(date(-2));
  }

  private static String tags(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "x".repeat(1000) + (char) ('a' + i))
        .collect(Collectors.joining(","));
  }

  @Test
  void refusesMoreTagsThanTheLimitsAllow() {
    var head = response(200, "cache-control", "max-age=9", "cache-tag", tags(20));
    assertThat(decide(get(), head, DEFAULT))
        .isEqualTo(new DoNotStore("tag bytes: 20060 (limit: 16384)", true));
  }

  @Test
  void obeysTheRulesConditions() {
    var head = response(404, "cache-control", "max-age=9");
    var only200 = DEFAULT.toBuilder().statuses(Set.of(200)).build();
    assertThat(decide(get(), head, only200)).isEqualTo(new DoNotStore("rule-status", true));
    var never = DEFAULT.toBuilder().cache(false).build();
    assertThat(decide(get(), head, never)).isEqualTo(new DoNotStore("rule", false));
  }
}
