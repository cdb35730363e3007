package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code conf/examples/rule-settings.yaml} does what it says, rule by rule. */
class ExampleRuleSettingsTest {
  private static final ScriptedOrigin IMAGES = ScriptedOrigin.started();

  @RegisterExtension
  static final GatewayUnderTest gateway =
      GatewayUnderTest.with("upstreams.images.origins", IMAGES.url())
          .file(Path.of("conf/examples/rule-settings.yaml"));

  @AfterAll
  static void stop() {
    IMAGES.close();
  }

  private static RawResponse second(String target, String... fields) {
    gateway.get(target, fields);
    return gateway.get(target, fields);
  }

  private static long ttl(RawResponse response) {
    return Long.parseLong(String.valueOf(response.cacheStatus()).replaceFirst(".*ttl=", ""));
  }

  @Test
  void editorsPreviewsPassByTheCache() {
    gateway.origin().on("/pages/a", fresh("x"));
    String[] editor = {"Host", "www.shop.example", "X-Editor", "ann"};

    assertThat(second("/pages/a?preview=true", editor).xCache()).isEqualTo("BYPASS");
    assertThat(second("/pages/a?preview=false", editor).xCache()).isEqualTo("HIT");
    assertThat(second("/pages/a?preview=true", "X-Editor", "ann").xCache()).isEqualTo("HIT");
  }

  @Test
  void largeImagesAreKeptForLongerAndFetchedWholeForARange() {
    var pixels = "x".repeat(64 << 10);
    IMAGES
        .on("/images/a", ok(pixels).field("Content-Type", "image/png"))
        .on("/images/b", ok("small").field("Content-Type", "image/png"))
        .on("/images/c", ok(pixels).field("Content-Type", "text/html"));

    var part = gateway.get("/images/a", "Range", "bytes=1-3");
    assertThat(part.status()).isEqualTo(206);
    assertThat(IMAGES.last("/images/a").field("Range")).isNull();
    assertThat(ttl(gateway.get("/images/a"))).isGreaterThan(7 * 86_000);
    assertThat(ttl(second("/images/b"))).isBetween(3500L, 3600L);
    assertThat(ttl(second("/images/c"))).isBetween(3500L, 3600L);
  }

  private static OriginAnswer article(String author) {
    return ok("{\"author\":{\"id\":" + author + "}}")
        .field("Content-Type", "application/json")
        .field("Cache-Control", "max-age=1");
  }

  @Test
  void articlesStayForAnHourUntilTheyOrTheirAuthorsChange() {
    gateway
        .origin()
        .on("/articles/1", article("7"))
        .on("/articles/2", article("7"))
        .on("/articles/3", article("8"))
        .on("/articles/4", status(404).field("Content-Type", "application/json").body("{}"));
    for (var path : new String[] {"/articles/1", "/articles/2", "/articles/3"}) {
      assertThat(ttl(second(path))).isBetween(3500L, 3600L);
    }
    assertThat(ttl(second("/articles/4"))).isBetween(20L, 30L);
    assertThat(gateway.get("/articles/1", "Cache-Control", "no-cache").xCache()).isEqualTo("HIT");

    gateway.exchange("PATCH", "/articles/1?list=new");

    gateway.origin().awaitCount("/articles/1", 3);
    Until.met(() -> "HIT".equals(gateway.get("/articles/1").xCache()));
    assertThat(gateway.origin().count("/articles/1")).as("read, changed, prefetched").isEqualTo(3);
    assertThat(gateway.get("/articles/2").xCache()).as("of the same author").isEqualTo("MISS");
    assertThat(gateway.get("/articles/3").xCache()).isEqualTo("HIT");
  }

  @Test
  void newsAreServedStaleCompressedAndWithoutCookies() {
    var text = "news ".repeat(1000);
    gateway
        .origin()
        .on(
            "/news/a",
            ok(text)
                .field("Content-Type", "text/html")
                .field("Cache-Control", "max-age=10")
                .field("Age", "20")
                .field("ETag", "\"1\"")
                .field("Set-Cookie", "a=b"),
            status(503));
    assertThat(gateway.get("/news/a", "Accept-Encoding", "gzip").field("content-encoding"))
        .isEqualTo("gzip");
    var stale = gateway.get("/news/a");
    assertThat(stale.xCache()).isEqualTo("STALE");
    assertThat(stale.field("set-cookie")).isNull();
  }

  @Test
  void assetsStayForEver() {
    gateway.origin().on("/assets/a.js", ok("x"));
    assertThat(ttl(second("/assets/a.js"))).isGreaterThan(1_000_000_000L);
  }

  @Test
  void searchesAreKeyedByWhatCountsAndLimitedByApiKey() {
    gateway.origin().on("/search", fresh("x"));
    String[] fields = {"X-Currency", "EUR", "Cookie", "language=de; id=1", "X-Api-Key", "k1"};
    String[] same = {"X-Currency", "EUR", "Cookie", "id=2; language=de", "X-Api-Key", "k2"};

    gateway.get("/search?utm=1&q=a&filter.debug=1&filter.x=2", fields);
    assertThat(gateway.origin().last("/search").target()).isEqualTo("/search?filter.x=2&q=a");
    var hit = gateway.get("/search?filter.x=2&q=a&debug", same);
    assertThat(hit.xCache()).isEqualTo("HIT");
    assertThat(hit.field("ratelimit-policy")).isEqualTo("\"search\";q=600;w=60;sluice-burst=60");
    assertThat(hit.field("ratelimit")).startsWith("\"search\";r=59");
    assertThat(gateway.get("/search?filter.x=2&q=a", "X-Currency", "USD").xCache())
        .isEqualTo("MISS");
    gateway.post("/search?q=a", "content", same);
    assertThat(gateway.post("/search?q=a", "content", same).xCache()).isEqualTo("HIT");
  }

  @Test
  void partnersGetTheirFieldsAndNoOthers() {
    gateway
        .origin()
        .on("/partners/acme/list", fresh("x").field("Server", "nginx").field("X-Powered-By", "y"));
    var hit = second("/partners/acme/list", "X-Partner", "other", "Authorization", "Basic abc");

    var received = gateway.origin().last("/partners/acme/list");
    assertThat(received.fields("X-Partner")).containsExactly("acme");
    assertThat(received.field("Authorization")).isNull();
    assertThat(hit.xCache()).isEqualTo("HIT");
    assertThat(hit.field("cache-control")).isEqualTo("public, max-age=60");
    assertThat(hit.field("x-frame-options")).isEqualTo("DENY");
    assertThat(hit.field("server")).isNull();
    assertThat(hit.field("x-powered-by")).isNull();
  }
}
