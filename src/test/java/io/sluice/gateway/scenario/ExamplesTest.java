package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.Until;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files in {@code conf/examples} do what they say. */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("conf/examples");

  @Nested
  class ContentSite {
    @RegisterExtension
    static final GatewayUnderTest gateway =
        GatewayUnderTest.with().file(EXAMPLES.resolve("content-site.yaml"));

    @ParameterizedTest(name = "{0}: {1} s")
    @CsvSource({
      "/articles, 1800",
      "/articles/7, 3600",
      "/videos/of/today, 1800",
      "/profiles/ann, 900",
      "/elections/2024/results, 86400",
      "/resources/style.css, 7200",
    })
    void eachKindHasItsLifetimeWhateverTheOriginSays(String path, long seconds) {
      gateway.origin().on(path, ok("x").field("Cache-Control", "max-age=1"));

      gateway.get(path, "Cookie", "visitor=1");
      var hit = gateway.get(path, "Cookie", "visitor=2");
      assertThat(hit.xCache()).isEqualTo("HIT");
      assertThat(ttl(String.valueOf(hit.cacheStatus()))).isBetween(seconds - 5, seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/jobs/7/status", "/analytics/today", "/articles/7/comments/new"})
    void someThingsAreNeverCached(String path) {
      gateway.origin().on(path, fresh("x"));

      gateway.get(path);
      assertThat(gateway.get(path).xCache()).isEqualTo("BYPASS");
      assertThat(gateway.origin().count(path)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"PUT, /articles/8", "PATCH, /articles/8", "DELETE, /articles/8"})
    void aChangeReachesTheArticleAndTheListAndNoOther(String method, String path) {
      gateway.origin().on("/articles", ok("7, 8")).on("/articles/8", ok("8"));
      gateway.origin().on("/articles/9", ok("9"));
      gateway.get("/articles?page=1");
      gateway.get("/articles/8?utm_source=mail");
      gateway.get("/articles/9");
      gateway.origin().on("/articles/8", ok("changed"));

      gateway.exchange(method, path);

      assertThat(gateway.get("/articles?page=1").xCache()).isEqualTo("MISS");
      assertThat(gateway.get("/articles/8").text()).isEqualTo("changed");
      assertThat(gateway.get("/articles/9").xCache()).isEqualTo("HIT");
    }

    @Test
    void aNewArticleReachesTheList() {
      gateway.origin().on("/articles", ok("list")).on("/articles/5", ok("5"));
      gateway.get("/articles?page=2");
      gateway.get("/articles/5");

      gateway.post("/articles", "new");

      assertThat(gateway.get("/articles?page=2").xCache()).isEqualTo("MISS");
      assertThat(gateway.get("/articles/5").xCache()).isEqualTo("HIT");
    }

    @Test
    void aChangedArticleIsFetchedBeforeAnybodyAsks() {
      gateway.origin().on("/articles", fresh("list")).on("/articles/6", fresh("6"));

      gateway.exchange("PUT", "/articles/6");

      gateway.origin().awaitCount("/articles", 1);
      Until.met(() -> "HIT".equals(gateway.get("/articles/6").xCache()));
      Until.met(() -> "HIT".equals(gateway.get("/articles").xCache()));
      // The PUT, and what was fetched ahead.
      assertThat(gateway.origin().count("/articles/6")).isEqualTo(2);
      assertThat(gateway.origin().count("/articles")).isEqualTo(1);
    }

    private static long ttl(String cacheStatus) {
      return Long.parseLong(cacheStatus.replaceFirst(".*ttl=", ""));
    }
  }

  @Nested
  class ImmutableRecords {
    @RegisterExtension
    static final GatewayUnderTest gateway =
        GatewayUnderTest.with().file(EXAMPLES.resolve("immutable-records.yaml"));

    @Test
    void whatIsFoundStaysForEver() {
      gateway.origin().on("/records/abc", ok("owner").field("Cache-Control", "max-age=0"));

      gateway.get("/records/abc");
      var hit = gateway.get("/records/abc");
      assertThat(hit.xCache()).isEqualTo("HIT");
      assertThat(hit.cacheStatus()).contains("ttl=2147483");
    }

    @Test
    void whatIsNotThereYetIsAskedForEachTime() {
      gateway
          .origin()
          .on("/records/def", status(404).field("Cache-Control", "max-age=60"), ok("owner"));

      assertThat(gateway.get("/records/def").status()).isEqualTo(404);
      assertThat(gateway.get("/records/def").text()).isEqualTo("owner");
      assertThat(gateway.get("/records/def").xCache()).isEqualTo("HIT");
    }

    @Test
    void creatingANameInvalidatesItsNegative() {
      var created = new AtomicBoolean();
      gateway
          .origin()
          .on(
              "/names/ann",
              request -> {
                created.compareAndSet(false, request.method().equals("PUT"));
                return created.get() ? ok("here") : status(404);
              });
      gateway.get("/names/ann");
      assertThat(gateway.get("/names/ann").xCache()).isEqualTo("HIT");

      gateway.exchange("PUT", "/names/ann");

      assertThat(gateway.get("/names/ann").text()).isEqualTo("here");
    }
  }

  @Nested
  class RulesProxy {
    private static final String LARGE = "x".repeat(1024);

    @RegisterExtension
    static final GatewayUnderTest gateway =
        GatewayUnderTest.with().environment(EXAMPLES.resolve("rules-proxy.env"));

    @Test
    void noUserGetsAnothersEntry() {
      gateway.origin().on("/v1/api/search", request -> ok(request.field("X-User-Id") + LARGE));

      assertThat(gateway.get("/v1/api/search?q=1", "x-user-id", "ann").text()).startsWith("ann");
      assertThat(gateway.get("/v1/api/search?q=1", "x-user-id", "bob").text()).startsWith("bob");
      assertThat(gateway.get("/v1/api/search?q=1").text()).startsWith("null");
      var again = gateway.get("/v1/api/search?q=1", "x-user-id", "ann");
      assertThat(again.text()).startsWith("ann");
      assertThat(again.xCache()).isEqualTo("HIT");
    }

    @Test
    void aSearchByPostIsStoredWithItsContentInTheKey() {
      gateway.origin().on("/api/search", ok(LARGE));

      gateway.post("/api/search", "cats", "x-user-id", "ann");
      assertThat(gateway.post("/api/search", "cats", "x-user-id", "ann").xCache()).isEqualTo("HIT");
      assertThat(gateway.post("/api/search", "dogs", "x-user-id", "ann").xCache())
          .isEqualTo("MISS");
      assertThat(gateway.post("/api/search", "cats", "x-user-id", "bob").xCache())
          .isEqualTo("MISS");
    }

    @Test
    void theRuleCountsOnlyForItsStatusesAndSizes() {
      gateway.origin().on("/api/search/small", fresh("x").field("Cache-Control", "no-cache"));
      gateway.get("/api/search/small", "x-user-id", "ann");
      assertThat(gateway.get("/api/search/small", "x-user-id", "ann").xCache()).isNotEqualTo("HIT");

      gateway.origin().on("/api/search/gone", status(410).body(LARGE));
      gateway.get("/api/search/gone", "x-user-id", "ann");
      assertThat(gateway.get("/api/search/gone", "x-user-id", "ann").xCache()).isEqualTo("MISS");
    }

    @Test
    void aRuleReplacesTheOriginsLifetimeButNotItsPrivacy() {
      gateway.origin().on("/api/products/1", ok("x").field("Cache-Control", "no-cache"));
      gateway.get("/api/products/1");
      assertThat(gateway.get("/api/products/1").cacheStatus()).contains("hit", "ttl=3");

      gateway.origin().on("/api/products/2", ok("x").field("Cache-Control", "private"));
      gateway.get("/api/products/2");
      assertThat(gateway.get("/api/products/2").xCache()).isEqualTo("MISS");
    }
  }
}
