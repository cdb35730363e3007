package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.ReloadResult;
import io.sluice.gateway.config.ReloadResult.Outcome;
import io.sluice.gateway.config.RuleSet;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a reload answers, and what it leaves behind. */
@Timeout(120)
class ReloadTest {
  @RegisterExtension
  final GatewayUnderTest gateway =
      GatewayUnderTest.with(
          "admin.token", "s3cr3t", "admin.tokens", "[{token: 0nly-read, scopes: [read]}]");

  private RawResponse ask(String method, String target, String token) {
    try (var admin = RawHttp.connect(gateway.adminPort())) {
      return admin.exchange(method, target, "Authorization", "Bearer " + token);
    }
  }

  private static JsonObject json(RawResponse response) {
    return new JsonObject(response.text());
  }

  private String metrics() {
    return ask("GET", "/metrics", "s3cr3t").text();
  }

  @Test
  void onlyWhoMayDoEverythingMayReload() {
    assertThat(ask("POST", "/config/reload", "0nly-read").status()).isEqualTo(403);
    assertThat(ask("POST", "/config/reload", "").status()).isEqualTo(401);
    assertThat(ask("GET", "/config", "0nly-read").status()).isEqualTo(200);
    assertThat(ask("GET", "/config", "").status()).isEqualTo(401);
  }

  @Test
  void theAnswerSaysWhatHasChanged() {
    assertThat(json(ask("POST", "/config/reload", "s3cr3t")).getString("result"))
        .isEqualTo("unchanged");
    gateway.settings("cache.grace", "7s", "rules", "[{name: a, match: {path: /a}, ttl: 1h}]");

    var answer = ask("POST", "/config/reload", "s3cr3t");

    assertThat(answer.status()).isEqualTo(200);
    var result = json(answer);
    assertThat(result.getString("result")).isEqualTo("applied");
    assertThat(result.getString("by")).isEqualTo("request of admin.token");
    assertThat(result.getJsonArray("changed")).containsExactlyInAnyOrder("cache.grace", "rules.a");
    assertThat(gateway.gateway().config().cache().grace()).hasSeconds(7);
    assertThat(metrics())
        .contains("sluice_config_reloads_total{result=\"applied\"} 1.0")
        .contains("sluice_config_reloads_total{result=\"unchanged\"} 1.0")
        .contains("sluice_config_last_reload_successful 1.0");
  }

  @Test
  void whatNeedsARestartRefusesTheRestToo() {
    double before = lastSuccess();
    gateway.settings("http.port", "1", "vertx.event-loops", "3", "cache.grace", "7s");

    var answer = ask("POST", "/config/reload", "s3cr3t");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.field("content-type")).isEqualTo("application/problem+json");
    assertThat(json(answer).getJsonArray("restart"))
        .containsExactlyInAnyOrder("http.port", "vertx.event-loops");
    assertThat(json(answer).getString("detail"))
        .isEqualTo(
            "The configuration stays as it is, since a restart is needed for http.port;"
                + " vertx.event-loops");
    assertThat(gateway.gateway().config().cache().grace()).isZero();
    assertThat(metrics())
        .contains("sluice_config_reloads_total{result=\"refused\"} 1.0")
        .contains("sluice_config_last_reload_successful 0.0");
    assertThat(lastSuccess()).isEqualTo(before);

    assertThat(gateway.reload("http.port", "0", "vertx.event-loops", "2").outcome())
        .isEqualTo(Outcome.APPLIED);
    assertThat(metrics()).contains("sluice_config_last_reload_successful 1.0");
    assertThat(lastSuccess()).isGreaterThan(before);
  }

  private double lastSuccess() {
    var name = "sluice_config_last_reload_success_timestamp_seconds ";
    return metrics()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .sum();
  }

  @Test
  void aFaultIsToldAsCheckTellsIt() {
    gateway.settings("rules", "\n- {name: a, match: {paht: /a}, upstream: nowhere}");

    var answer = ask("POST", "/config/reload", "s3cr3t");

    assertThat(answer.status()).isEqualTo(422);
    var fault = json(answer).getJsonArray("faults").getJsonObject(0);
    assertThat(fault.getString("key")).isEqualTo("rules[0].match.paht");
    assertThat(fault.getInteger("line")).isEqualTo(2);
    assertThat(fault.getInteger("column")).isEqualTo(21);
    assertThat(fault.getString("message")).isEqualTo("unknown key (did you mean path?)");
    var shown = json(ask("GET", "/config", "s3cr3t"));
    assertThat(shown.getJsonObject("reload").getString("result")).isEqualTo("faulty");
    assertThat(shown.getJsonObject("settings").getJsonObject("rules").getJsonArray("value"))
        .isEmpty();
  }

  @Test
  void whatIsInForceIsShownWithItsSourceAndWithoutSecrets() {
    gateway.reconfigure(
        "redis.url",
        null,
        "rules",
        "[{name: a, match: {path: /a, headers: {authorization: s3cr3t, x-y: z}}, ttl: 1h}]");
    var text = ask("GET", "/config", "0nly-read").text();
    assertThat(text).doesNotContain("s3cr3t", "0nly-read");
    var settings = new JsonObject(text).getJsonObject("settings");
    assertThat(settings.getJsonObject("http.host"))
        .isEqualTo(
            new JsonObject().put("value", "127.0.0.1").put("source", "option --set http.host"));
    assertThat(settings.getJsonObject("vertx.event-loops").getInteger("value")).isEqualTo(2);
    assertThat(settings.getJsonObject("http.body-timeout"))
        .isEqualTo(new JsonObject().put("value", "30s"));
    assertThat(settings.getJsonObject("admin.token").getString("value")).isEqualTo("***");
    assertThat(settings.getJsonObject("cache.ttl").getValue("value")).isNull();
    assertThat(settings.getJsonObject("upstreams.default.origins").getJsonArray("value"))
        .containsExactly(gateway.origin().url());
    assertThat(settings.getJsonObject("rules").getString("source"))
        .isEqualTo("option --set rules:1:1");
  }

  @Test
  void whatGoesToOriginsAsACredentialIsShownToNobody() {
    gateway.settings(
        "rules",
        "[{name: a, ttl: 1h, request: {set: {x-origin-verify: c0nf1d, x-access-key: c0nf1d,"
            + " x-authtoken: c0nf1d, x-shard: eu}}}]");
    assertThat(ask("POST", "/config/reload", "s3cr3t").status()).isEqualTo(200);
    assertThat(ask("GET", "/config", "0nly-read").text())
        .contains("\"x-shard\":\"eu\"")
        .doesNotContain("c0nf1d");

    for (var faulty : List.of("Basic {c0nf1d}", "Basic c0nf1d {", "Basic c0nf1d\\u0001")) {
      gateway.settings("rules", "[{name: a, request: {set: {Authorization: \"" + faulty + "\"}}}]");
      var answer = ask("POST", "/config/reload", "s3cr3t");
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.text()).contains("***").doesNotContain("c0nf1d");
      assertThat(ask("GET", "/config", "0nly-read").text()).doesNotContain("c0nf1d");
    }
  }

  @Test
  void aStreamEndsWithTheTokenThatOpenedIt() {
    for (var path : List.of("/cache/live", "/cache/events/stream")) {
      gateway.reload("admin.tokens", "[{token: 0nly-read, scopes: [read]}]");
      try (var reader = RawHttp.connect(gateway.adminPort())) {
        reader.request("GET", path, "Authorization", "Bearer 0nly-read");
        assertThat(reader.head()).startsWith("HTTP/1.1 200");
        gateway.reload("admin.tokens", "[{token: an0ther, scopes: [read]}]");
        Until.met(() -> reader.readPiece().isEmpty());
      }
    }
  }

  @Test
  void aStreamOutlivesAReloadThatLeavesItsToken() {
    try (var reader = RawHttp.connect(gateway.adminPort())) {
      reader.request("GET", "/cache/live", "Authorization", "Bearer 0nly-read");
      assertThat(reader.head()).startsWith("HTTP/1.1 200");
      gateway.reload("admin.tokens", "[{token: an0ther}, {token: 0nly-read, scopes: [read]}]");
      for (int snapshots = 0; snapshots < 4; snapshots++) {
        assertThat(reader.readPiece()).isNotEmpty();
      }
    }
  }

  @Test
  void oneReloadAtATimeAndTheLastOneCounts() {
    List<Thread> threads = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      int seconds = i;
      var thread = new Thread(() -> gateway.reload("cache.grace", seconds + "s"));
      thread.start();
      threads.add(thread);
    }
    threads.forEach(ReloadTest::join);
    var last = gateway.reload();
    assertThat(last.outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(gateway.gateway().config().cache().grace().toSeconds()).isBetween(1L, 20L);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aThousandReloadsLeaveNothingBehind() {
    gateway.origin().otherwise(ok("x"));
    try (var other = ScriptedOrigin.started().otherwise(ok("y"))) {
      reload(other, 0);
      reload(other, 1);
      long meters = meters();
      int files = files();
      int threads = Thread.activeCount();
      List<WeakReference<RuleSet>> rules = new ArrayList<>();
      for (int i = 2; i < 1002; i++) {
        rules.add(new WeakReference<>(gateway.gateway().config().rules()));
        reload(other, i);
      }
      assertThat(meters()).isEqualTo(meters);
      Until.met(() -> other.openConnections() + gateway.origin().openConnections() <= 4);
      assertThat(Thread.activeCount()).isLessThan(threads + 20);
      Until.met(() -> files() < files + 20);
      Until.met(
          Duration.ofSeconds(20),
          () -> {
            System.gc();
            return rules.stream().filter(reference -> reference.get() != null).count() < 10;
          },
          () -> rules.stream().filter(reference -> reference.get() != null).count() + " held");
    }
  }

  private long meters() {
    return metrics().lines().filter(line -> line.startsWith("sluice_")).count();
  }

  /** Another upstream, another rule, and requests to both. */
  private void reload(ScriptedOrigin other, int i) {
    var before = i == 0 ? "none" : "upstreams.u" + (i - 1) + ".origins";
    var result =
        i == 0
            ? gateway.reload("upstreams.u0.origins", other.url(), "rules", rule(0))
            : gateway.reload(
                before, null, "upstreams.u" + i + ".origins", other.url(), "rules", rule(i));
    assertThat(result).extracting(ReloadResult::outcome).isEqualTo(Outcome.APPLIED);
    assertThat(gateway.get("/other/" + i).text()).isEqualTo("y");
    assertThat(gateway.get("/" + i).text()).isEqualTo("x");
  }

  private static String rule(int i) {
    return "[{name: r%d, match: {path: /other/*}, upstream: u%d, rate-limit: {requests: %d}}]"
        .formatted(i, i, 9 + i);
  }

  private static int files() {
    return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
  }
}
