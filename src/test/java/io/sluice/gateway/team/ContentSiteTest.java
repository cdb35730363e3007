package io.sluice.gateway.team;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Articles, videos, profiles and election data, by {@code conf/examples/content-site.yaml}. */
@DisplayName("Cache-aside helpers over ElastiCache (a content site)")
@Timeout(60)
class ContentSiteTest {
  private static final Path CONFIGURATION = Path.of("conf/examples/content-site.yaml");
  private static final long HOUR = 3600;

  private final RealRedis redis = RealRedis.started();
  private final ScriptedOrigin origin = ScriptedOrigin.started();
  private GatewayUnderTest gateway = GatewayUnderTest.with();

  @BeforeEach
  void start() {
    gateway = with();
  }

  private GatewayUnderTest with(String... settings) {
    gateway.close();
    return GatewayUnderTest.with(settings).file(CONFIGURATION).origin(origin).redis(redis).start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
    redis.close();
  }

  @Test
  @DisplayName(
      "a lifetime per kind of content: articles 1 h, the article list 30 min, videos 30 min,"
          + " profiles 15 min, election data 24 h, resources 2 h")
  void lifetimes() {
    var kinds =
        Map.of(
            "/articles/7",
            HOUR,
            "/articles",
            HOUR / 2,
            "/videos/7",
            HOUR / 2,
            "/profiles/ann",
            HOUR / 4,
            "/elections/2024",
            24 * HOUR,
            "/resources/style.css",
            2 * HOUR);
    origin.otherwise(ok("content"));
    kinds.forEach(
        (page, seconds) -> {
          get(page);
          var hit = get(page);
          assertThat(hit.xCache()).as(page).isEqualTo("HIT");
          var ttl = String.valueOf(hit.cacheStatus()).replaceFirst(".*ttl=(\\d+).*", "$1");
          assertThat(Long.parseLong(ttl)).as(page).isBetween(seconds - 5, seconds);
        });
  }

  @Test
  @DisplayName("never cached: job status, analytics, comments")
  void neverCached() {
    origin.otherwise(fresh("now"));
    for (var page : new String[] {"/jobs/7", "/analytics/7", "/articles/7/comments/1"}) {
      get(page);
      get(page);
      assertThat(origin.count(page)).as(page).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("an update invalidates the article and the article list")
  void update() {
    origin.otherwise(ok("old"));
    get("/articles/7");
    get("/articles?page=2");
    get("/articles/8");

    origin.otherwise(ok("new"));
    assertThat(gateway.exchange("PUT", "/articles/7").status()).isEqualTo(200);

    assertThat(get("/articles/7").text()).isEqualTo("new");
    assertThat(get("/articles?page=2").text()).isEqualTo("new");
    assertThat(get("/articles/8").text()).isEqualTo("old");
  }

  @Test
  @DisplayName("2 s connect and socket time-outs; a cache error never fails a request")
  void redisIsSilent() {
    origin.otherwise(ok("content"));
    get("/articles/1");
    redis.freeze();
    try {
      for (int i = 2; i < 12; i++) {
        long begin = System.nanoTime();
        assertThat(get("/articles/" + i).status()).isEqualTo(200);
        assertThat(System.nanoTime() - begin).isLessThan(2_700_000_000L);
      }
      // It counts as down now, and nobody waits for it any more.
      long begin = System.nanoTime();
      assertThat(get("/articles/99").status()).isEqualTo(200);
      assertThat(System.nanoTime() - begin).isLessThan(500_000_000L);
    } finally {
      redis.thaw();
    }
    gateway.mayLog("Redis");
  }

  @Test
  @DisplayName("> 80 % hit rate, cached answers < 200 ms, 80 % fewer origin reads")
  void hitRate() {
    origin.otherwise(ok("content"));
    var visitors = new Random(7);
    int reads = 1000;
    int hits = 0;
    for (int i = 0; i < reads; i++) {
      // The popular ones are read most: the square of what is evenly spread over 100 articles.
      double popularity = visitors.nextDouble();
      long begin = System.nanoTime();
      var answer = get("/articles/" + (int) (100 * popularity * popularity));
      if ("HIT".equals(answer.xCache())) {
        hits++;
        assertThat(System.nanoTime() - begin).isLessThan(200_000_000L);
      }
    }
    assertThat(hits).isGreaterThan(reads * 8 / 10);
    assertThat(origin.requests().size()).isLessThanOrEqualTo(reads * 2 / 10);
  }

  @Test
  @DisplayName("roll back at once")
  void killSwitch() {
    origin.otherwise(ok("old"));
    get("/articles/7");

    assertThat(gateway.admin("PUT", "/cache/mode", "{\"mode\":\"bypass\"}").status())
        .isEqualTo(200);
    origin.otherwise(ok("new"));
    assertThat(get("/articles/7").text()).isEqualTo("new");
    assertThat(get("/articles/7").xCache()).isEqualTo("BYPASS");

    assertThat(gateway.admin("PUT", "/cache/mode", "{\"mode\":\"on\"}").status()).isEqualTo(200);
    get("/articles/8");
    assertThat(get("/articles/8").xCache()).isEqualTo("HIT");
  }

  @Test
  @DisplayName("next: circuit breakers and rate limiting")
  void circuitBreaker() {
    gateway =
        with(
            "fetch.breaker.reset-timeout",
            "200ms",
            "rules",
            "[{match: {path: /limited}, rate-limit: {requests: 2, period: 1h}},"
                + "{match: {path: '/**'}, ttl: 1h}]");
    origin.on("/broken", status(200).breakOff());
    Until.met(() -> String.valueOf(get("/broken").cacheStatus()).contains("detail=circuit-open"));
    origin.on("/broken", ok("mended"));
    Until.met(() -> get("/broken").text().equals("mended"));

    origin.on("/limited", ok("x"));
    assertThat(get("/limited").status()).isEqualTo(200);
    assertThat(get("/limited").status()).isEqualTo(200);
    var refused = get("/limited");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.field("Retry-After")).isNotNull();
  }

  private RawResponse get(String target) {
    return gateway.get(target, "Cookie", "visitor=1");
  }
}
