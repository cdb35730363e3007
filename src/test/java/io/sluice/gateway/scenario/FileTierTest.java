package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.RealRedisExtension;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with files behind its Redis, restarted now and then. */
class FileTierTest {
  @RegisterExtension static final RealRedisExtension REDIS = new RealRedisExtension();

  private final Path directory;
  private ScriptedOrigin origin;
  private GatewayUnderTest gateway;

  FileTierTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void start() {
    origin = ScriptedOrigin.started();
    gateway = started();
  }

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
  }

  private GatewayUnderTest started(String... more) {
    var settings = new ArrayList<>(List.of("cache.files.directory", directory.toString()));
    settings.addAll(List.of(more));
    return GatewayUnderTest.with(settings.toArray(String[]::new))
        .redis(REDIS.server())
        .origin(origin)
        .start();
  }

  private void restart(String... more) {
    gateway.close();
    gateway = started(more);
  }

  private RawResponse get(String path, String... namesAndValues) {
    var all = new ArrayList<>(List.of("Host", "shop.test"));
    all.addAll(List.of(namesAndValues));
    return gateway.get(path, all.toArray(String[]::new));
  }

  /** Has it fetched and stored everywhere. */
  private void fill(String path, String... namesAndValues) {
    long files = files();
    assertThat(get(path, namesAndValues).xCache()).isEqualTo("MISS");
    Until.met(() -> files() == files + 1);
  }

  private long files() {
    return stats().getLong("files");
  }

  private JsonObject stats() {
    return new JsonObject(gateway.admin("GET", "/cache/stats", "").text()).getJsonObject("file");
  }

  /** As eviction does; the log stays. */
  private static void emptyRedis() {
    REDIS
        .server()
        .call(
            "EVAL",
            "for _, key in ipairs(redis.call('KEYS', 'sluice:e:*')) do redis.call('DEL', key) end",
            "0");
  }

  private void restartWithEmptyRedis(String... more) {
    gateway.close();
    emptyRedis();
    gateway = started(more);
  }

  @Test
  void whatRedisHasLostIsFoundInFilesAfterARestart() {
    origin.on("/a", fresh("a").field("Cache-Tag", "t").field("ETag", "\"1\""));
    fill("/a");
    restartWithEmptyRedis();

    var hit = get("/a");

    assertThat(hit.text()).isEqualTo("a");
    assertThat(hit.xCache()).isEqualTo("HIT");
    assertThat(hit.cacheStatus()).contains("sluice; hit").contains("detail=l3");
    assertThat(hit.field("etag")).isEqualTo("\"1\"");
    assertThat(get("/a").cacheStatus()).contains("hit").doesNotContain("detail");
    assertThat(origin.count("/a")).isEqualTo(1);
    assertThat(stats().getLong("totalHits")).isEqualTo(1);
    assertThat(stats().getLong("size")).isPositive();
    assertThat(gateway.admin("GET", "/metrics", "").text())
        .contains("sluice_l3_hit_total 1.0")
        .contains("sluice_l3_entries 1.0")
        .contains("sluice_l3_available 1.0");
  }

  @Test
  void whatRedisHasIsNotLookedForInFiles() {
    origin.on("/a", fresh("a"));
    fill("/a");
    restart();

    assertThat(get("/a").cacheStatus()).contains("detail=l2");
    assertThat(stats().getLong("totalHits")).isZero();
  }

  @Test
  void aPurgeHoldsAfterARestart() {
    origin.on("/a", fresh("old").field("Cache-Tag", "t"), fresh("new").field("Cache-Tag", "t"));
    fill("/a");
    gateway.purgeTags("t");
    restartWithEmptyRedis();

    assertThat(get("/a").text()).isEqualTo("new");
    assertThat(origin.count("/a")).isEqualTo(2);
    restartWithEmptyRedis();
    assertThat(get("/a").cacheStatus()).contains("detail=l3");
  }

  @Test
  void aPurgeThatANodeSleptThroughHolds() {
    origin.on("/a", fresh("old").field("Cache-Tag", "t"), fresh("new"));
    fill("/a");
    gateway.close();
    emptyRedis();
    try (var other = GatewayUnderTest.with().redis(REDIS.server()).origin(origin)) {
      other.start().purgeTags("t");
    }
    gateway = started();

    assertThat(get("/a").text()).isEqualTo("new");
  }

  @Test
  void aSoftPurgeMakesFilesStale() {
    origin.on("/a", fresh("old").field("Cache-Tag", "t"), fresh("new"));
    fill("/a");
    var order = "{\"tags\":[\"t\"],\"mode\":\"soft\"}";
    assertThat(gateway.admin("POST", "/cache/invalidations", order).status()).isEqualTo(200);
    restartWithEmptyRedis();

    var stale = get("/a");

    assertThat(stale.xCache()).isEqualTo("STALE");
    assertThat(stale.cacheStatus()).contains("detail=l3");
    Until.met(() -> get("/a").text().equals("new"));
  }

  @Test
  void whenTheLogIsLostFilesAreVoid() {
    origin.on("/a", fresh("old"), fresh("new"));
    fill("/a");
    gateway.close();
    REDIS.server().flushAll();
    gateway = started();

    assertThat(get("/a").text()).isEqualTo("new");
  }

  @Test
  void whatAnOperatorHasRemovedFromRedisDoesNotComeBack() {
    origin.on("/a", fresh("old"), fresh("new"));
    fill("/a");
    assertThat(gateway.admin("DELETE", "/cache/redis", "").status()).isEqualTo(200);
    assertThat(get("/a").text()).isEqualTo("old"); // memory keeps what it has
    restart();

    assertThat(get("/a").text()).isEqualTo("new");
    Until.met(() -> files() == 1);
    restartWithEmptyRedis();
    assertThat(get("/a").cacheStatus()).contains("detail=l3");
    assertThat(origin.count("/a")).isEqualTo(2);
  }

  @Test
  void norWhatWasRemovedWhileTheNodeWasDown() {
    origin.on("/a", fresh("old"), fresh("new"));
    fill("/a");
    gateway.close();
    try (var other = GatewayUnderTest.with().redis(REDIS.server()).origin(origin)) {
      assertThat(other.start().admin("DELETE", "/cache/redis", "").status()).isEqualTo(200);
    }
    gateway = started();

    assertThat(get("/a").text()).isEqualTo("new");
  }

  @Test
  void variantsAreFoundByWhatTheyWereSelectedBy() {
    origin.on("/v", request -> fresh(request.field("X-Tier") + "").field("Vary", "X-Tier"));
    fill("/v", "X-Tier", "gold");
    fill("/v", "X-Tier", "tin");
    restartWithEmptyRedis();

    assertThat(get("/v", "X-Tier", "gold").text()).isEqualTo("gold");
    assertThat(get("/v", "X-Tier", "tin").text()).isEqualTo("tin");
    assertThat(origin.count("/v")).isEqualTo(2);
    assertThat(get("/v", "X-Tier", "lead").text()).isEqualTo("lead");
    assertThat(origin.count("/v")).isEqualTo(3);
  }

  @Test
  void whatMayNotBeStoredIsNotOnDisk() {
    origin.on("/private", ok("p").field("Cache-Control", "private, max-age=60"));
    origin.on("/cookie", fresh("c").field("Set-Cookie", "a=b"));
    origin.on("/large", fresh("x".repeat(70_000)));
    restart("cache.files.max-object-bytes", "65536");
    get("/private");
    get("/cookie");
    get("/large");
    origin.on("/a", fresh("a"));
    fill("/a");

    assertThat(files()).isEqualTo(1);
    restartWithEmptyRedis();
    assertThat(get("/private").xCache()).isEqualTo("MISS");
    assertThat(get("/large").xCache()).isEqualTo("MISS");
  }

  @Test
  void whatHasExpiredIsValidatedOrFetched() {
    var almost = ok("old").field("Cache-Control", "max-age=60").field("Age", "59");
    origin.on("/plain", almost, fresh("new"));
    origin.on(
        "/tagged",
        request ->
            request.field("If-None-Match") == null
                ? almost.field("ETag", "\"1\"")
                : status(304).field("Cache-Control", "max-age=60").field("ETag", "\"1\""));
    fill("/tagged");
    get("/plain");
    long filledNanos = System.nanoTime();
    restartWithEmptyRedis();
    Until.met(() -> System.nanoTime() - filledNanos > 1_100_000_000L);

    assertThat(get("/plain").text()).isEqualTo("new");
    var confirmed = get("/tagged");
    assertThat(confirmed.text()).isEqualTo("old");
    assertThat(confirmed.xCache()).isEqualTo("REVALIDATED");
  }

  /** What memory has no more is worth a condition, also while nothing is trusted. */
  @Test
  void withoutALeaseFilesAreValidated() {
    origin.on("/a", request -> request.field("If-None-Match") == null ? tagged("a") : status(304));
    origin.on("/other", tagged("other"));
    fill("/a");
    fill("/other");
    restartWithEmptyRedis("invalidation.lease", "2s", "vertx.event-loops", "1");
    assertThat(get("/other").cacheStatus()).contains("detail=l3");
    REDIS.server().freeze();
    try {
      Until.met(() -> gateway.admin("GET", "/cluster", "").text().contains("\"trusted\":false"));

      var answer = get("/a");

      assertThat(answer.xCache()).isEqualTo("REVALIDATED");
      assertThat(answer.text()).isEqualTo("a");
      assertThat(origin.last("/a").field("If-None-Match")).isEqualTo("\"1\"");
    } finally {
      REDIS.server().thaw();
    }
  }

  private static OriginAnswer tagged(String body) {
    return fresh(body).field("ETag", "\"1\"");
  }

  @Test
  void theDirectoryIsOneNodesAlone() {
    var second =
        GatewayUnderTest.with("cache.files.directory", directory.toString()).origin(origin);

    assertThatThrownBy(second::start)
        .rootCause()
        .hasMessageContaining("cache.files.directory: " + directory + " is in use");
  }
}
