package io.sluice.gateway.caching;

import static io.sluice.gateway.caching.Exchanges.T0;
import static io.sluice.gateway.caching.Exchanges.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever bytes the fields hold: nothing throws or loops, and what forbids storing is heard. */
class HostileInputTest {
  private static final List<String> NAMES =
      List.of(
          "cache-control",
          "cdn-cache-control",
          "age",
          "date",
          "expires",
          "last-modified",
          "etag",
          "vary",
          "connection",
          "set-cookie",
          "cache-groups",
          "cache-group-invalidation",
          "xkey",
          "cache-tag",
          "cache-status",
          "content-location",
          "location",
          "content-length",
          "pragma",
          "if-none-match",
          "if-modified-since",
          "if-range",
          "range",
          "accept-language",
          "accept-encoding",
          "accept",
          "cookie",
          "authorization",
          "te",
          "",
          "transfer-encoding");

  @Property
  void nothingThrows(@ForAll("fields") StoredFields sent, @ForAll("fields") StoredFields received) {
    var request = new RequestHead("GET", Exchanges.target("https://h/a/b"), sent);
    var response = new ResponseHead(200, received, T0, T0 + 5);
    for (CachePolicy policy : policies()) {
      var decision = Exchanges.decide(request, response, policy);
      if (decision instanceof StoreDecision.Store store) {
        use(request, store.response(), response, policy);
      }
    }
    UnsafeInvalidation.tags(new RequestHead("POST", request.target(), sent), response);
    KeyPart.cookie("a", sent);
    KeyPart.header("accept-language", sent);
  }

  private static void use(
      RequestHead request, StoredResponse stored, ResponseHead response, CachePolicy policy) {
    for (Validity validity : Validity.values()) {
      var decision = CacheDecision.decide(request, stored, true, validity, policy, T0 + 100_000);
      StaleIfError.mayServe(decision, T0 + 100_000);
    }
    assertThat(stored.vary().matches(request.fields())).isTrue();
    assertThat(stored.vary().secondaryKey()).matches("[0-9a-f]{32}");
    assertThat(stored.currentAgeSeconds(T0)).isBetween(0L, DeltaSeconds.MAX);
    Preconditions.evaluate(request, stored, T0);
    Ranges.evaluate(request, stored, 100, T0);
    NotModified.merge(request, stored, response, policy, RuleTags.NONE);
    HeadFreshening.freshen(request, stored, response, policy, RuleTags.NONE);
    CacheStatus.hit(stored.upstreamCacheStatus(), "sluice", 1);
  }

  @Property
  void noStoreIsHeardInAnyMess(@ForAll("messes") String before, @ForAll("messes") String after) {
    var line = before + ", no-store ," + after;
    boolean quoted = isInsideQuotes(line, before.length() + 2);
    var decision =
        Exchanges.decide(
            get(),
            Exchanges.response(200, "cache-control", line, "etag", "\"a\""),
            CachePolicy.DEFAULT);
    assertThat(quoted || decision instanceof StoreDecision.DoNotStore).isTrue();
  }

  @Property
  void privateOnALineOfItsOwnIsAlwaysHeard(@ForAll("fields") StoredFields received) {
    var fields = received.toBuilder().remove("cdn-cache-control").add("cache-control", "private");
    var response = new ResponseHead(200, fields.build(), T0, T0);
    for (CachePolicy policy : policies()) {
      assertThat(Exchanges.decide(get(), response, policy))
          .isInstanceOf(StoreDecision.DoNotStore.class);
    }
  }

  /** Whether a closed quoted string, one that follows an equals sign or not, covers the index. */
  private static boolean isInsideQuotes(String line, int index) {
    for (int i = 0; i < index; i++) {
      if (line.charAt(i) == '"') {
        int end = Ascii.quoteEnd(line, i);
        if (end > index) {
          return true;
        }
        i = end < 0 ? i : end;
      }
    }
    return false;
  }

  private static List<CachePolicy> policies() {
    var lenient =
        CachePolicy.DEFAULT.toBuilder()
            .cookies(CachePolicy.CookieMode.STORE)
            .ttl(Duration.ofHours(1), true)
            .build();
    return List.of(CachePolicy.DEFAULT, lenient);
  }

  @Provide
  Arbitrary<StoredFields> fields() {
    return Combinators.combine(Arbitraries.of(NAMES), messes())
        .as(List::of)
        .list()
        .ofMaxSize(8)
        .map(
            lines -> {
              var builder = StoredFields.builder();
              lines.forEach(line -> builder.add(line.get(0), line.get(1)));
              return builder.build();
            });
  }

  /** Pieces that mean something somewhere, in any order, with any characters between. */
  @Provide
  Arbitrary<String> messes() {
    var pieces =
        Arbitraries.of(
            "max-age",
            "s-maxage",
            "public",
            "private",
            "no-cache",
            "stale-while-revalidate",
            "=",
            "\"",
            ",",
            ";",
            " ",
            "\t",
            "\\",
            "*",
            "W/",
            "bytes=",
            "-",
            "0",
            "1",
            "99999999999999999999",
            "a",
            "Foo",
            "q=0.5",
            "gzip",
            ":",
            "?",
            "(",
            ")",
            "%",
            "@",
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "/",
            "https://h/",
            "ü",
            "\0");
    return Arbitraries.oneOf(
        pieces.list().ofMaxSize(12).map(list -> String.join("", list)),
        Arbitraries.strings().ofMaxLength(20));
  }
}
