package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.ReceivedRequest;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files without a log that remembers what was invalidated: what an earlier process has stored is
 * used after the origin has confirmed it, and not otherwise.
 */
class FileTierWithoutRedisTest {
  private final Path directory;
  private ScriptedOrigin origin;
  private GatewayUnderTest gateway;

  FileTierWithoutRedisTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void start() {
    origin = ScriptedOrigin.started();
    gateway = configured().start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
  }

  private GatewayUnderTest configured(String... more) {
    var settings = new ArrayList<>(List.of("cache.files.directory", directory.toString()));
    settings.addAll(List.of(more));
    return GatewayUnderTest.with(settings.toArray(String[]::new)).origin(origin);
  }

  private void restart(String... more) {
    gateway.close();
    gateway = configured(more).start();
  }

  private RawResponse get(String path, String... namesAndValues) {
    var all = new ArrayList<>(List.of("Host", "shop.test"));
    all.addAll(List.of(namesAndValues));
    return gateway.get(path, all.toArray(String[]::new));
  }

  private void fill(String path) {
    long files = files();
    assertThat(get(path).xCache()).isEqualTo("MISS");
    Until.met(() -> files() == files + 1);
  }

  private long files() {
    return new JsonObject(gateway.admin("GET", "/cache/stats", "").text())
        .getJsonObject("file")
        .getLong("files");
  }

  private static OriginAnswer tagged(String body) {
    return fresh(body).field("ETag", "\"" + body + "\"").field("Cache-Tag", "t");
  }

  /** Confirms what it has said last, and nothing else. */
  private static Function<ReceivedRequest, OriginAnswer> confirming(String body) {
    return request ->
        ("\"" + body + "\"").equals(request.field("If-None-Match"))
            ? status(304).field("Cache-Control", "max-age=60")
            : tagged(body);
  }

  private @Nullable String condition(String path) {
    return origin.last(path).field("If-None-Match");
  }

  @Test
  void whatMemoryHasNoRoomForIsFoundInFiles() {
    restart("cache.l1.max-bytes", "1MiB");
    origin.otherwise(fresh("x".repeat(100_000)).field("Cache-Tag", "t"));
    for (int i = 0; i < 40; i++) {
      fill("/" + i);
    }
    int before = origin.requests().size();

    for (int i = 0; i < 40; i++) {
      assertThat(get("/" + i).xCache()).isEqualTo("HIT");
    }

    assertThat(origin.requests()).hasSize(before);
    assertThat(gateway.admin("GET", "/metrics", "").text())
        .containsPattern("sluice_l3_hit_total [23][0-9]\\.0");
    gateway.purgeTags("t");
    assertThat(get("/7").xCache()).isEqualTo("MISS");
  }

  @Test
  void afterARestartTheOriginConfirmsEachBeforeItIsUsed() {
    origin.on("/a", confirming("a"));
    fill("/a");
    restart();

    var first = get("/a");

    assertThat(first.xCache()).isEqualTo("REVALIDATED");
    assertThat(first.text()).isEqualTo("a");
    assertThat(condition("/a")).isEqualTo("\"a\"");
    assertThat(get("/a").xCache()).isEqualTo("HIT");
    assertThat(origin.count("/a")).isEqualTo(2);
    restart();
    assertThat(get("/a").xCache()).isEqualTo("REVALIDATED");
  }

  @Test
  void aPurgeBeforeTheRestartIsNotUndone() {
    origin.on("/a", confirming("old"));
    fill("/a");
    gateway.purgeTags("t");
    origin.on("/a", confirming("new"));
    restart();

    assertThat(get("/a").text()).isEqualTo("new");
    assertThat(get("/a").text()).isEqualTo("new");
  }

  @Test
  void aPurgeAfterTheRestartCountsForWhatWasStoredBefore() {
    origin.on("/a", confirming("a"));
    fill("/a");
    restart();
    gateway.purgeTags("t");

    assertThat(get("/a").xCache()).isEqualTo("MISS");
    assertThat(condition("/a")).isNull();
  }

  @Test
  void withoutAStrongValidatorItIsFetchedAnew() {
    var now = "Sat, 01 Jan 2022 00:00:00 GMT";
    origin.on("/none", fresh("old"), fresh("new"));
    origin.on(
        "/weak",
        request ->
            (request.field("If-Modified-Since") == null ? ok("w") : status(304))
                .field("Cache-Control", "max-age=99999999")
                .field("Date", now)
                .field("Last-Modified", now));
    fill("/none");
    fill("/weak");
    restart();

    assertThat(get("/none").text()).isEqualTo("new");
    assertThat(get("/weak").xCache()).isEqualTo("MISS");
    assertThat(origin.last("/weak").field("If-Modified-Since")).isNull();
  }

  @Test
  void itStandsInForNoFailureAndNeedsTheOriginWhateverTheRuleSays() {
    restart("cache.grace", "1h", "rules", "[{name: r, consistency: none, stale-if-error: 1h}]");
    origin.on("/a", confirming("a"));
    fill("/a");
    restart("cache.grace", "1h", "rules", "[{name: r, consistency: none, stale-if-error: 1h}]");
    origin.on("/a", status(500));

    assertThat(get("/a", "Cache-Control", "only-if-cached").status()).isEqualTo(504);
    assertThat(get("/a").status()).isEqualTo(500);
    assertThat(condition("/a")).isEqualTo("\"a\"");
  }

  @Test
  void aStartThatFailsLetsGoOfTheDirectory() {
    int taken = gateway.port();
    var other = directory.resolve("other").toString();
    var second = configured("cache.files.directory", other, "http.port", "" + taken);

    assertThatThrownBy(second::start).rootCause().isInstanceOf(java.net.BindException.class);

    configured("cache.files.directory", other).start().close();
  }
}
