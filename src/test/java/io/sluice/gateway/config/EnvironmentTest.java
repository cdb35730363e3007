package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
  private static Arguments sets(
      String name, String value, Function<GatewayConfig, ?> of, Object to) {
    return Arguments.of(name, value, of, to);
  }

  static Stream<Arguments> variables() {
    return Stream.of(
        sets("SLUICE_HTTP_HOST", "h", c -> c.http().host(), "h"),
        sets("SLUICE_HTTP_PORT", "1", c -> c.http().port(), 1),
        sets("SLUICE_ALLOWED_HOSTS", "A.b, *.c", c -> c.http().hosts().toString(), "[a.b, *.c]"),
        sets("SLUICE_ADMIN_PORT", "2", c -> c.admin().port(), 2),
        sets("SLUICE_ADMIN_HOST", "::1", c -> c.admin().host(), "::1"),
        sets("SLUICE_ADMIN_TOKEN", "t", c -> c.admin().tokens().size(), 1),
        sets(
            "SLUICE_ORIGIN",
            "http://a,http://b:81",
            c -> c.defaultOrigins().toString(),
            "[http://a:80, http://b:81]"),
        sets("REDIS_ENABLED", "FALSE", c -> c.redis().enabled(), false),
        sets("ENABLE_REDIS", "false", c -> c.redis().enabled(), false),
        sets("REDIS_URL", "embedded", c -> c.redis().embedded(), true),
        sets("REDIS_URL", "rediss://h/3", c -> c.redis().endpoint().url(), "rediss://h:6379/3"),
        sets("REDIS_HOST", "h", c -> c.redis().endpoint().url(), "redis://h:6379/0"),
        sets("REDIS_PORT", "7", c -> c.redis().endpoint().url(), "redis://127.0.0.1:7/0"),
        sets("REDIS_DB", "5", c -> c.redis().endpoint().database(), 5),
        sets("SLUICE_ADMIN_TOKENS", "[{token: t}]", c -> c.admin().tokens().size(), 1),
        sets("REDIS_PASSWORD", "p", c -> c.redis().endpoint().password(), new Secret("p")),
        sets("REDIS_SENTINEL_PASSWORD", "p", c -> c.redis().sentinelPassword(), new Secret("p")),
        sets("REDIS_KEY_PREFIX", "e2e:", c -> c.redis().keyPrefix(), "e2e:"),
        sets("REDIS_LOG_LEVEL", "Debug", c -> c.redis().logLevel(), LogLevel.DEBUG),
        sets("SLUICE_CLUSTER_ENABLED", "true", c -> c.cluster().enabled(), true),
        sets("SLUICE_CLUSTER_NAME", "n", c -> c.cluster().name(), "n"),
        sets("SLUICE_CLUSTER_HOST", "n1", c -> c.cluster().bus().host(), "n1"),
        sets("SLUICE_CLUSTER_PORT", "9", c -> c.cluster().port(), 9),
        sets(
            "SLUICE_CLUSTER_MEMBERS",
            "a:1,b",
            c -> c.cluster().members().toString(),
            "[a:1, b:5701]"),
        sets("SLUICE_BUS_HOST", "b", c -> c.cluster().bus().host(), "b"),
        sets("SLUICE_BUS_PORT", "8", c -> c.cluster().bus().port(), 8),
        sets("SLUICE_NODE_ID", "n-7", GatewayConfig::nodeId, "n-7"),
        sets("CACHE_TTL", "300", c -> c.cache().ttl(), Duration.ofMinutes(5)),
        sets("CACHE_TTL", "2m", c -> c.cache().ttl(), Duration.ofMinutes(2)),
        sets("CACHE_MAX_SIZE", "10", c -> c.cache().maxEntries(), 10L),
        sets("CACHEABLE_METHODS", "GET", c -> c.cache().methods().toString(), "[GET]"),
        sets("CACHE_CLEANUP_INTERVAL", "9", c -> c.cache().cleanupInterval().toSeconds(), 9L),
        sets("ENABLE_CACHE_WARMUP", "true", c -> c.cache().warmup().enabled(), true),
        sets("CACHE_COOKIES", "strip", c -> c.cache().cookies(), CookiePolicy.STRIP),
        sets("SLUICE_L1_MAX_BYTES", "64MiB", c -> c.cache().l1().maxBytes(), 64L << 20),
        sets("SLUICE_FILES_DIRECTORY", "/d", c -> files(c).directory().toString(), "/d"),
        sets("SLUICE_EVENT_LOOPS", "3", GatewayConfig::eventLoops, 3),
        sets("SLUICE_LOG_FORMAT", "EMF", c -> c.log().format(), LogFormat.EMF),
        sets("SLUICE_LOG_ACCESS", "stdout", c -> c.log().access(), LogConfig.STDOUT),
        sets("SLUICE_LOG_CACHE", "stdout", c -> c.log().cache(), LogConfig.STDOUT),
        sets("SLUICE_LOG_LEVEL", "warn", c -> c.log().level(), LogLevel.WARN),
        sets("SLUICE_LOG_LEVEL", "DEBUG", c -> c.log().level(), LogLevel.DEBUG));
  }

  private static CacheConfig.Files files(GatewayConfig config) {
    return Objects.requireNonNull(config.cache().files());
  }

  @ParameterizedTest(name = "{0}={1}")
  @MethodSource("variables")
  void aVariableSetsItsKey(
      String name, String value, Function<GatewayConfig, ?> of, Object expected) {
    assertThat((Object) of.apply(Configs.env(name, value))).isEqualTo(expected);
  }

  @Test
  void anEmptyVariableCountsAsNotSet() {
    assertThat(Configs.env("SLUICE_HTTP_PORT", "", "REDIS_HOST", " ")).isEqualTo(Configs.yaml(""));
  }

  @Test
  void theNewerOfTwoNamesWins() {
    var config = Configs.env("ENABLE_REDIS", "true", "REDIS_ENABLED", "false");
    assertThat(config.redis().enabled()).isFalse();
  }

  @Test
  void partsOfTheRedisUrlGoTogetherAndYieldToTheWholeUrl() {
    var parts = Configs.map("REDIS_HOST", "h", "REDIS_PORT", "7", "REDIS_DB", "2");
    var endpoint = Configs.ok(Configs.load("", parts, Map.of())).redis().endpoint();
    assertThat(endpoint.url()).isEqualTo("redis://h:7/2");
    parts.put("REDIS_URL", "redis://u:p@other:1/4");
    var result = Configs.load("", parts, Map.of());
    assertThat(Configs.ok(result).redis().endpoint())
        .isEqualTo(
            new RedisConfig.Endpoint(
                false, List.of(new HostPort("other", 1)), null, false, 2, "u", new Secret("p")));
    assertThat(Configs.warnings(result))
        .contains("environment REDIS_HOST: ignored, since REDIS_URL is set");
  }

  @Test
  void credentialsInTheRedisUrlArePercentDecoded() {
    var endpoint = Configs.env("REDIS_URL", "redis://:a%40b+c@h").redis().endpoint();
    assertThat(endpoint.user()).isNull();
    assertThat(endpoint.password()).isEqualTo(new Secret("a@b+c"));
  }

  @Test
  void sentinelsAreNamedInTheRedisUrl() {
    var url = "rediss+sentinel://app:p%40w@s1,s2:7,[::1]/main/3";
    var redis =
        Configs.ok(Configs.load("redis: {replicas: 2}", Map.of("REDIS_URL", url), Map.of()))
            .redis();
    assertThat(redis.endpoint().url())
        .isEqualTo("rediss+sentinel://s1:26379,s2:7,[::1]:26379/main/3");
    assertThat(redis.endpoint().user()).isEqualTo("app");
    assertThat(redis.endpoint().password()).isEqualTo(new Secret("p@w"));
  }

  /** Without a majority of servers, a new master may not know of an invalidation. */
  @Test
  void sentinelsDemandTheNumberOfReplicas() {
    assertThat(Configs.envFaults("REDIS_URL", "redis+sentinel://s1,s2/main"))
        .singleElement()
        .asString()
        .contains("redis.replicas: value: 0 (expected: how many replicas the master has");
  }

  @Test
  void serversOfAClusterAreNamedInTheRedisUrl() {
    var url = "rediss+cluster://app:p%40w@r1,r_2:7,[::1]/0";
    var redis =
        Configs.ok(Configs.load("redis: {replicas: 2}", Map.of("REDIS_URL", url), Map.of()))
            .redis();
    assertThat(redis.endpoint().url()).isEqualTo("rediss+cluster://r1:6379,r_2:7,[::1]:6379");
    assertThat(redis.endpoint().user()).isEqualTo("app");
    assertThat(redis.endpoint().password()).isEqualTo(new Secret("p@w"));
  }

  /** Zero replicas are possible, but nobody may forget those that there are. */
  @Test
  void aClusterDemandsTheNumberOfReplicasAndHasOneDatabase() {
    assertThat(Configs.envFaults("REDIS_URL", "redis+cluster://:secret@r1,r2/3"))
        .satisfiesExactlyInAnyOrder(
            fault ->
                assertThat(fault).contains("redis.replicas: value: nothing (expected: how many"),
            fault ->
                assertThat(fault)
                    .endsWith(
                        "REDIS_URL: database: 3 (expected: 0, as redis.url names a Redis Cluster)"));
    assertThat(
            Configs.ok(
                    Configs.load(
                        "redis: {url: 'redis+cluster://r1', replicas: 0, database: 0}",
                        Map.of(),
                        Map.of()))
                .redis()
                .replicas())
        .isZero();
    assertThat(
            Configs.faults(
                Configs.load(
                    "redis: {url: 'redis+cluster://r1', replicas: 0, database: 4}",
                    Map.of(),
                    Map.of())))
        .singleElement()
        .asString()
        .contains("redis.database: database: 4 (expected: 0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis+cluster://",
        "redis+cluster://r1,,r2",
        "redis+cluster://r1/main",
        "redis+cluster+sentinel://r1",
        "redis+sentinel://s1,s2",
        "redis+sentinel://s1,,s2/main",
        "redis+sentinel://s1/main/x",
        "redis+sentinel:///main",
        "redis://s1,s2/0"
      })
  void badSentinelUrlsAreRefused(String url) {
    assertThat(Configs.envFaults("REDIS_URL", url)).isNotEmpty();
  }

  @Test
  void aBadPartOfTheRedisUrlNamesItsOwnVariable() {
    assertThat(Configs.envFaults("REDIS_PORT", "x"))
        .containsExactly("environment REDIS_PORT: value: x (expected: an integer from 1 to 65535)");
  }

  @Test
  void anUnknownVariableOfOursIsAWarningWithTheNearestName() {
    var env = Map.of("SLUICE_HTTP_PROT", "1", "SLUICE_QUUX", "1", "OTHER", "1");
    assertThat(Configs.warnings(Configs.load("", env, Map.of())))
        .contains(
            "environment SLUICE_HTTP_PROT: unknown variable (did you mean SLUICE_HTTP_PORT?)",
            "environment SLUICE_QUUX: unknown variable")
        .noneMatch(warning -> warning.contains("OTHER"));
  }

  @Test
  void whatAContainerPlatformInjectsForAServiceOfOurNameIsIgnored() {
    var env =
        Map.of(
            "REDIS_PORT", "tcp://10.0.0.7:6379",
            "SLUICE_HTTP_PORT", "tcp://10.0.0.8:80",
            "SLUICE_SERVICE_HOST", "10.0.0.8",
            "SLUICE_PORT_8080_TCP_ADDR", "10.0.0.8");
    var result = Configs.load("", env, Map.of());
    assertThat(Configs.ok(result)).isEqualTo(Configs.yaml(""));
    assertThat(Configs.warnings(result))
        .filteredOn(warning -> warning.startsWith("environment"))
        .hasSize(2)
        .allMatch(warning -> warning.contains("service link"));
  }

  @ParameterizedTest(name = "{0}={1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "CACHE_STRATEGY            | LRU        | W-TinyLFU",
        "CACHE_EVICTION            | FIFO       | SLUICE_L1_MAX_BYTES",
        "EVICTION_POLICY           | lru        | CACHE_MAX_SIZE",
        "CACHE_MAX_MEMORY          | 512        | SLUICE_L1_MAX_BYTES",
        "CACHE_MAX_ENTRIES         | 512        | CACHE_MAX_SIZE",
        "CACHE_MAX_FILE_SIZE       | 512        | cache.max-object-bytes",
        "CACHE_DEFAULT_TTL         | 60         | CACHE_TTL, in seconds",
        "REDIS_TTL                 | 60         | CACHE_TTL, in seconds",
        "CACHE_STALE_IF_ERROR      | 60         | cache.grace",
        "REDIS_PREFIX              | a:         | REDIS_KEY_PREFIX",
        "CACHE_KEY_PREFIX          | a:         | REDIS_KEY_PREFIX",
        "CACHE_ENABLED             | false      | PUT /cache/mode",
        "CACHE_WARMUP_ON_START     | true       | ENABLE_CACHE_WARMUP",
        "ENABLE_COMPRESSION        | true       | http.compression.enabled",
        "FILE_CACHE_DIR            | /tmp       | has no effect",
        "FILE_CACHE_MAX_SIZE       | 1          | has no effect",
        "FILE_CACHE_ENABLED        | ''         | has no effect",
        "ENABLE_FILE_CACHE         | true       | has no effect",
        "REDIS_USERNAME            | app        | redis.user",
        "REDIS_TLS                 | true       | rediss://",
        "REDIS_CLUSTER             | true       | redis[s]+sentinel://",
        "REDIS_CLUSTER_NODES       | a,b        | redis[s]+sentinel://",
        "REDIS_SENTINELS           | a,b        | redis[s]+sentinel://",
        "REDIS_CONNECT_TIMEOUT     | 2000       | redis.connect-timeout",
        "REDIS_COMMAND_TIMEOUT     | 1000       | redis.command-timeout",
        "REDIS_MAX_RETRIES         | 3          | repeated once",
        "REDIS_RETRY_DELAY         | 3          | repeated once",
        "REDIS_PUBSUB_CHANNEL      | c          | reach every node",
        "TARGET_URL                | http://a   | SLUICE_ORIGIN",
        "LOG_LEVEL                 | debug      | SLUICE_LOG_LEVEL",
        "REDIS_KEY_PREFX           | a:         | did you mean REDIS_KEY_PREFIX?",
        "CACHE_QUUX                | 1          | unknown variable",
      })
  void whatHasNoEffectIsNamedWithWhatToUse(String name, String value, String text) {
    assertThat(Configs.warnings(Configs.load("", Map.of(name, value), Map.of())))
        .filteredOn(warning -> warning.startsWith("environment "))
        .singleElement()
        .asString()
        .startsWith("environment " + name + ": ")
        .contains(text);
  }

  /** Else somebody is sent from one name without effect to the next. */
  @Test
  void whatIsAdvisedIsThere() {
    var keys = AllSettings.TABLE.settings().stream().map(Setting::key).toList();
    var variables =
        AllSettings.TABLE.settings().stream()
            .flatMap(setting -> setting.variables().stream())
            .map(Setting.Variable::name)
            .toList();
    var named = Pattern.compile("\\b(?:[A-Z0-9]+_[A-Z0-9_]+|[a-z0-9]+\\.[a-z0-9.-]+)\\b");
    assertThat(OtherVariables.texts())
        .allSatisfy(
            text ->
                assertThat(named.matcher(text).results().map(MatchResult::group))
                    .as(text)
                    .filteredOn(word -> !word.equals("127.0.0.1") && !word.endsWith(".md"))
                    .allMatch(word -> keys.contains(word) || variables.contains(word)));
  }

  /** The variables that are promised, with others that hand-built layers share with us. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SLUICE_HTTP_HOST",
        "SLUICE_HTTP_PORT",
        "SLUICE_ADMIN_HOST",
        "SLUICE_ADMIN_PORT",
        "SLUICE_ADMIN_TOKEN",
        "SLUICE_ORIGIN",
        "REDIS_URL",
        "REDIS_HOST",
        "REDIS_PORT",
        "REDIS_PASSWORD",
        "REDIS_DB",
        "REDIS_ENABLED",
        "ENABLE_REDIS",
        "REDIS_KEY_PREFIX",
        "REDIS_LOG_LEVEL",
        "SLUICE_CLUSTER_ENABLED",
        "SLUICE_CLUSTER_NAME",
        "SLUICE_CLUSTER_HOST",
        "SLUICE_CLUSTER_PORT",
        "SLUICE_CLUSTER_MEMBERS",
        "SLUICE_BUS_HOST",
        "SLUICE_BUS_PORT",
        "SLUICE_NODE_ID",
        "CACHE_RULES",
        "CACHE_TTL",
        "CACHE_MAX_SIZE",
        "CACHEABLE_METHODS",
        "CACHE_CLEANUP_INTERVAL",
        "ENABLE_CACHE_WARMUP",
        "CACHE_COOKIES",
        "SLUICE_ALLOWED_HOSTS",
        "SLUICE_L1_MAX_BYTES",
        "SLUICE_EVENT_LOOPS"
      })
  void aPromisedVariableIsKnown(String name) {
    assertThat(Configs.warnings(Configs.load("", Map.of(name, ""), Map.of())))
        .noneMatch(warning -> warning.contains(name));
  }

  @Test
  void aNameOfSomebodyElseIsNobodysBusiness() {
    var env =
        Map.of("PATH", "/bin", "GZIP", "-9", "TTL", "1", "MY_CACHE_DIR", "x", "REDIS_NAME", "y");
    assertThat(Configs.warnings(Configs.load("", env, Map.of())))
        .noneMatch(warning -> warning.startsWith("environment "));
  }

  @Test
  void everyVariableOfTheTableIsTested() {
    var tested = variables().map(arguments -> (String) arguments.get()[0]).toList();
    var elsewhere =
        Stream.of(
            "CACHE_RULES",
            "REDIS_PASSWORD_FILE",
            "REDIS_SENTINEL_PASSWORD_FILE",
            "SLUICE_ADMIN_TLS_CERTIFICATE",
            "SLUICE_ADMIN_TLS_KEY",
            "SLUICE_ADMIN_TOKEN_FILE",
            "SLUICE_BUS_PUBLIC_HOST",
            "SLUICE_BUS_PUBLIC_PORT",
            "SLUICE_CLUSTER_TLS_CERTIFICATE",
            "SLUICE_CLUSTER_TLS_KEY",
            "SLUICE_CLUSTER_TLS_CA",
            "SLUICE_FILES_MAX_BYTES",
            "SLUICE_TLS_CERTIFICATE",
            "SLUICE_TLS_KEY",
            "SLUICE_TRACING_ENABLED");
    var names =
        AllSettings.TABLE.settings().stream()
            .flatMap(setting -> setting.variables().stream())
            .map(Setting.Variable::name)
            .toList();
    assertThat(Stream.concat(tested.stream(), elsewhere)).containsAll(names);
  }
}
