package io.sluice.gateway.team;

import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A proxy whose rules are JSON in its environment: {@code conf/examples/rules-proxy.env}. */
@DisplayName("A caching proxy with rules (memory → Redis → file → target)")
@Timeout(60)
class RulesProxyTest {
  private static final Path ENVIRONMENT = Path.of("conf/examples/rules-proxy.env");
  private static final String LARGE = "x".repeat(1024);

  private final RealRedis redis = RealRedis.started();
  private final ScriptedOrigin origin = ScriptedOrigin.started();
  private GatewayUnderTest gateway = GatewayUnderTest.with();

  @BeforeEach
  void start() {
    gateway = another().start();
  }

  private GatewayUnderTest another(String... settings) {
    return GatewayUnderTest.with(settings).environment(ENVIRONMENT).origin(origin).redis(redis);
  }

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
    redis.close();
  }

  @Test
  @DisplayName(
      "rules: {\"pattern\":\"*/api/search*\",\"ttl\":300,\"methods\":[\"GET\",\"POST\"],"
          + "\"conditions\":{\"headers\":{\"x-user-id\":\"*\"},\"statusCodes\":[200,304],"
          + "\"minSize\":1024}}")
  void rules() {
    origin.on("/api/search", request -> ok(request.field("X-User-Id") + LARGE));
    for (var method : List.of("GET", "POST")) {
      assertThat(search(method, "ann")).isEqualTo("MISS ann");
      assertThat(search(method, "ann")).isEqualTo("HIT ann");
      assertThat(search(method, "bob")).isEqualTo("MISS bob");
    }

    origin.on("/api/search", ok("small"));
    gateway.get("/api/search?q=none", "x-user-id", "ann");
    assertThat(gateway.get("/api/search?q=none", "x-user-id", "ann").cacheStatus())
        .doesNotContain("ttl=29", "ttl=300");
    origin.on("/api/search", status(500).body(LARGE));
    gateway.get("/api/search?q=fails", "x-user-id", "ann");
    assertThat(gateway.get("/api/search?q=fails", "x-user-id", "ann").xCache()).isEqualTo("MISS");
  }

  private String search(String method, String user) {
    var answer =
        method.equals("GET")
            ? gateway.get("/api/search?q=cats", "x-user-id", user)
            : gateway.post("/api/search?q=cats", "cats", "x-user-id", user);
    return answer.xCache() + " " + answer.text().replace(LARGE, "");
  }

  @Test
  @DisplayName("deterministic keys: normalised, hashed")
  void keys() {
    origin.otherwise(ok("x"));
    gateway.get("/api/products/a%7Eb?x=1", "Host", "Shop.Test:80");
    for (var same : List.of("/api/products/a~b?x=1", "/api/./products/a~b?x=1")) {
      assertThat(gateway.get(same, "Host", "shop.test").xCache()).as(same).isEqualTo("HIT");
    }
    // No URL, however long, makes a long key in Redis; nor does it say what somebody looked for.
    var visits = new AtomicInteger();
    Until.met(
        () -> {
          var query = "y".repeat(5000) + visits.incrementAndGet();
          gateway.get("/api/products/secret?" + query, "Host", "shop.test");
          return entryNames().size() > 1;
        });
    assertThat(entryNames()).allMatch(name -> name.length() < 100 && !name.contains("secret"));
  }

  private List<String> entryNames() {
    return ((List<?>) Objects.requireNonNull(redis.call("KEYS", "shop-staging:e:*")))
        .stream().map(String::valueOf).toList();
  }

  @Test
  @DisplayName("X-Cache; LRU or FIFO eviction; size limits; clean-up interval")
  void evictionAndLimits() {
    gateway.close();
    gateway =
        GatewayUnderTest.with("cache.max-size", "10", "cache.cleanup-interval", "1s")
            .origin(origin)
            .start();
    origin.otherwise(ok(LARGE).field("Cache-Control", "max-age=1"));
    for (int i = 0; i < 100; i++) {
      assertThat(gateway.get("/" + i).xCache()).isEqualTo("MISS");
    }
    Until.met(() -> memory().getLong("size") <= 10);
    assertThat(memory().getLong("evictions")).isPositive();
    Until.met(() -> memory().getLong("size") == 0);
  }

  private JsonObject memory() {
    return json("/cache/stats").getJsonObject("memory");
  }

  private JsonObject json(String path) {
    return new JsonObject(gateway.admin("GET", path, "").text());
  }

  @Test
  @DisplayName("/cache/stats, /cache/redis/health, /ping, /info, DELETE /cache/redis")
  void administration() {
    origin.otherwise(ok("x"));
    gateway.get("/api/products/1");
    gateway.get("/api/products/1");
    awaitStored();

    assertThat(memory().getLong("size")).isEqualTo(1);
    assertThat(memory().getDouble("hitRate")).isEqualTo(0.5);
    assertThat(memory().getLong("totalHits")).isEqualTo(1);
    assertThat(memory().getLong("totalMisses")).isEqualTo(1);
    var stored = json("/cache/stats").getJsonObject("redis");
    assertThat(stored.getBoolean("connected")).isTrue();
    assertThat(stored.getLong("keys")).isEqualTo(1);
    assertThat(stored.fieldNames()).contains("memory", "latency", "keyspace");
    assertThat(json("/cache/redis/health").fieldNames())
        .contains("status", "latency", "connected", "memory", "keys");
    assertThat(json("/cache/redis/ping").getBoolean("pong")).isTrue();
    assertThat(json("/cache/redis/info").encode()).contains("redis_version");

    redis.call("SET", "foreign", "1");
    assertThat(gateway.admin("DELETE", "/cache/redis", "").status()).isEqualTo(200);
    assertThat(entryNames()).isEmpty();
    assertThat(redis.call("GET", "foreign")).isEqualTo("1");
  }

  /** Storing goes on behind the response's end. */
  private void awaitStored() {
    Until.met(() -> entryNames().size() == 1);
  }

  @Test
  @DisplayName("invalidation across instances")
  void instances() {
    try (var other = another()) {
      other.start();
      origin.otherwise(ok("old").field("Cache-Tag", "products"));
      String[] shop = {"Host", "shop.test"};
      gateway.get("/api/products/1", shop);
      awaitStored();
      assertThat(other.get("/api/products/1", shop).xCache()).isEqualTo("HIT");

      gateway.purgeTags("products");

      origin.otherwise(ok("new"));
      assertThat(other.get("/api/products/1", shop).text()).isEqualTo("new");
    }
  }

  @Test
  @DisplayName("warm-up from Redis at start, and of URLs")
  void warmUp() {
    origin.otherwise(ok("x"));
    String[] shop = {"Host", "shop.test"};
    gateway.close();
    try (var before = another("cache.warmup", "true")) {
      before.start();
      before.get("/api/products/1", shop);
      before.get("/api/products/1", shop);
      awaitStored();
    }
    gateway = another("cache.warmup", "true").start();
    Until.met(() -> memory().getLong("size") == 1);
    var hit = gateway.get("/api/products/1", shop);
    assertThat(hit.xCache()).isEqualTo("HIT");
    assertThat(hit.cacheStatus()).doesNotContain("l2");
    assertThat(origin.requests()).hasSize(1);

    var order = "{\"urls\":[\"http://shop.test/api/products/2\"]}";
    assertThat(gateway.admin("POST", "/cache/warm", order).status()).isEqualTo(202);
    Until.met(() -> memory().getLong("size") == 2);
    assertThat(gateway.get("/api/products/2", shop).xCache()).isEqualTo("HIT");
  }

  @Test
  @DisplayName("Redis password, database, prefix per environment, pub/sub")
  void redisLogin() {
    redis.call("CONFIG", "SET", "requirepass", "secret");
    gateway.mayLog("Redis");
    var url = "redis://:secret@127.0.0.1:" + redis.port() + "/3";
    try (var login = GatewayUnderTest.with().environment(ENVIRONMENT)) {
      login.redis(() -> url).origin(origin).start();
      origin.otherwise(ok("x"));
      login.get("/api/products/1");
      try (var admin = redis.connect()) {
        admin.call("AUTH", "secret");
        admin.call("SELECT", "3");
        Until.met(() -> String.valueOf(admin.call("KEYS", "*")).contains("shop-staging:e:"));
        assertThat(String.valueOf(admin.call("PUBSUB", "CHANNELS"))).contains("shop-staging:");
      }
    }
  }

  @Test
  @DisplayName("compose file for trying it")
  void composeFile() throws IOException {
    var compose = Files.readString(Path.of("docs/compose.yaml"));
    var variables =
        Pattern.compile("(?m)^ +((?:SLUICE|REDIS|CACHE)_[A-Z_]+):")
            .matcher(compose)
            .results()
            .map(found -> found.group(1))
            .toList();
    var reference = Files.readString(Path.of("docs/configuration.md"));
    assertThat(variables).isNotEmpty().allMatch(name -> reference.contains("`" + name + "`"));
    assertThat(compose).contains("image: redis", "docker compose -f docs/compose.yaml up");
  }

  @Test
  @DisplayName(
      "file cache as the layer behind Redis; hit latencies: memory < 1 ms, Redis 2-5 ms, file"
          + " 10-20 ms, origin 100-500 ms, shown per tier")
  void fileTier(@TempDir Path directory) {
    gateway.close();
    gateway = another("cache.files.directory", directory.toString()).start();
    origin.otherwise(ok(LARGE));
    String[] shop = {"Host", "shop.test"};
    gateway.get("/api/products/1", shop);
    awaitStored();
    Until.met(() -> json("/cache/stats").getJsonObject("file").getLong("files") == 1);
    gateway.close();
    redis.call("DEL", entryNames().get(0));
    gateway = another("cache.files.directory", directory.toString()).start();

    var fromFile = gateway.get("/api/products/1", shop);
    assertThat(fromFile.text()).isEqualTo(LARGE);
    assertThat(fromFile.cacheStatus()).contains("hit", "detail=l3");
    assertThat(origin.requests()).hasSize(1);
    assertThat(json("/cache/stats").getJsonObject("file").fieldNames()).contains("size", "files");
    assertThat(gateway.admin("GET", "/metrics", "").text())
        .containsPattern("sluice_request_duration_seconds_count\\{tier=\"l3\"} 1");
  }
}
