package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RealRedisExtension;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The access log and the cache log, and what no log holds. */
class RequestLogTest {
  private static final String RULES =
      """
      - name: account
        match: {path: "/account"}
        key: {headers: [x-user], cookies: [session]}
      """;
  private static final List<String> CANARIES =
      List.of("canary-auth", "canary-cookie", "canary-query", "canary-user", "canary-stored");

  @RegisterExtension static final RealRedisExtension REDIS = new RealRedisExtension();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonObject> logged(Path file, int count) {
    Until.met(() -> lines(file).size() >= count);
    return lines(file).stream().map(JsonObject::new).toList();
  }

  @Test
  void eachRequestIsALine() {
    var access = directory.resolve("access.log");
    var cache = directory.resolve("cache.log");
    try (var gateway =
        GatewayUnderTest.with(
                "log.access", access.toString(), "log.cache", cache.toString(), "rules", RULES)
            .redis(REDIS.server())
            .start()) {
      gateway.origin().on("/account", OriginAnswer.fresh("twelve bytes"));
      gateway.origin().on("/broken", OriginAnswer.status(503));
      gateway.get("/account?a=1", "Host", "shop.test");
      gateway.get("/account?a=1", "Host", "shop.test");
      gateway.get("/broken", "Host", "shop.test");
      // The next is on another event loop, and may be done with its line sooner.
      logged(access, 3);
      try (var bad = gateway.connect()) {
        bad.send("GET / HTTP/1.1\r\n\r\n").response();
      }

      var requests = logged(access, 4);
      var miss = requests.get(0);
      assertThat(miss.getString("event")).isEqualTo("request");
      assertThat(miss.getString("client")).isEqualTo("127.0.0.1");
      assertThat(miss.getString("method")).isEqualTo("GET");
      assertThat(miss.getString("host")).isEqualTo("shop.test");
      assertThat(miss.getString("path")).isEqualTo("/account");
      assertThat(miss.getInteger("status")).isEqualTo(200);
      assertThat(miss.getInteger("bytes")).isEqualTo(12);
      assertThat(miss.getDouble("durationMs")).isPositive();
      assertThat(miss.getString("result")).isEqualTo("miss");
      assertThat(miss.getString("tier")).isEqualTo("origin");
      assertThat(miss.getString("rule")).isEqualTo("account");
      assertThat(requests.get(1).getString("result")).isEqualTo("hit");
      assertThat(requests.get(1).getString("tier")).isEqualTo("l1");
      assertThat(requests.get(1).getInteger("bytes")).isEqualTo(12);
      assertThat(requests.get(2).getString("result")).isEqualTo("error");
      assertThat(requests.get(3).getString("result")).isEqualTo("refused");
      assertThat(requests.get(3).getInteger("status")).isEqualTo(400);

      var lookups = logged(cache, 3);
      assertThat(lookups).hasSize(3);
      assertThat(lookups.get(1).getString("event")).isEqualTo("cache");
      assertThat(lookups.get(1).getString("method")).isEqualTo("account");
      assertThat(lookups.get(1).getString("result")).isEqualTo("hit");
      assertThat(lookups.get(1).getDouble("latencyMs")).isPositive();
    }
  }

  @Test
  void noLogHoldsSecretsNotEvenAtTheLowestLevel() {
    var access = directory.resolve("access.log");
    var gatewayLogger = (Logger) LoggerFactory.getLogger("io.sluice");
    var seen = new ListAppender<ILoggingEvent>();
    seen.start();
    gatewayLogger.addAppender(seen);
    gatewayLogger.setLevel(Level.TRACE);
    try (var gateway =
        GatewayUnderTest.with("log.access", access.toString(), "rules", RULES)
            .redis(REDIS.server())
            .start()) {
      gateway.origin().on("/account", OriginAnswer.fresh("a").field("X-Stored", "canary-stored"));
      gateway.origin().on("/broken", OriginAnswer.status(200).breakOff());
      for (var path : List.of("/account", "/account", "/none", "/broken")) {
        gateway.get(
            path + "?token=canary-query",
            "Authorization",
            "Bearer canary-auth",
            "Cookie",
            "session=canary-cookie",
            "X-User",
            "canary-user");
        gateway.get(
            path + "?token=canary-query",
            "Cookie",
            "session=canary-cookie",
            "X-User",
            "canary-user");
      }
      gateway.get("http://user:canary-user@shop.test/account");
      logged(access, 9);
    } finally {
      gatewayLogger.detachAppender(seen);
      gatewayLogger.setLevel(null);
    }
    var all =
        List.copyOf(seen.list).stream()
                .map(
                    event ->
                        event.getFormattedMessage()
                            + (event.getThrowableProxy() == null
                                ? ""
                                : event.getThrowableProxy().getMessage()))
                .collect(Collectors.joining("\n"))
            + String.join("\n", lines(access));
    assertThat(all).contains("memory: ", "\"path\":\"/account\"");
    CANARIES.forEach(canary -> assertThat(all).doesNotContain(canary));
  }

  @Test
  void aRuleIsSampledForItself(@TempDir Path directory) throws IOException {
    var access = directory.resolve("access.log");
    var rules =
        "[{name: many, match: {path: /many}, log-sample: 1000000}, {name: few, match: {path: /few}}]";
    try (var gateway =
        GatewayUnderTest.with(
            "log.access", access.toString(), "log.access-format", "combined", "rules", rules)) {
      gateway.start();
      gateway
          .origin()
          .on("/many", OriginAnswer.fresh("many"))
          .on("/few", OriginAnswer.fresh("few"));
      for (int i = 0; i < 20; i++) {
        gateway.get("/many");
      }
      gateway.get("/few?secret=1", "Referer", "http://a.test/b?secret=2", "User-Agent", "it");
      Until.met(() -> Files.exists(access) && lines(access).size() > 0);
      assertThat(lines(access))
          .singleElement()
          .asString()
          .startsWith("127.0.0.1 - - [")
          .endsWith("] \"GET /few HTTP/1.1\" 200 3 \"http://a.test/b\" \"it\"");
    }
  }
}
