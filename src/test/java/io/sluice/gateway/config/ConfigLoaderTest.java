package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.invalidation.ProtocolOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ConfigLoaderTest {
  @Test
  void withoutAnySourceTheDocumentedDefaultsHold() {
    var config = Configs.yaml("");
    assertThat(config.http().host()).isEqualTo("0.0.0.0");
    assertThat(config.http().port()).isEqualTo(8080);
    assertThat(config.admin()).isEqualTo(new AdminConfig("127.0.0.1", 9090, List.of(), null));
    assertThat(config.nodeId()).isEqualTo("edge-1:8080");
    assertThat(config.eventLoops()).isEqualTo(4);
    assertThat(config.redis().endpoint().url()).isEqualTo("redis://127.0.0.1:6379/0");
    assertThat(config.redis().commandTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.cache().ttl()).isNull();
    assertThat(config.cache().maxEntries()).isEqualTo(Long.MAX_VALUE);
    assertThat(config.cache().methods()).containsExactlyInAnyOrder("GET", "HEAD");
    assertThat(config.cache().cookies()).isEqualTo(CookiePolicy.NEVER);
    assertThat(config.cache().l1().maxBytes()).as("a quarter of the heap").isEqualTo(250_000);
    assertThat(config.cluster().bus().host()).isEqualTo("127.0.0.1");
    assertThat(config.purge().allowed()).hasToString("[127.0.0.0/8, 0:0:0:0:0:0:0:1/128]");
    assertThat(config.invalidation().lease()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.rules().rules()).isEmpty();
  }

  @Test
  void descriptorsYieldToTheFileTheFileToTheEnvironmentThatToTheCommandLine() {
    var descriptors =
        DescriptorsTest.ok(
            DescriptorLoader.parse(
                Map.of(
                    "http-ingress.json",
                    """
                    {"main": "io.sluice.gateway.verticle.HttpIngressVerticle",
                     "options": {"config": {"port": 1, "host": "a", "max-uri-bytes": 1024}}}
                    """)));
    var file = new ConfigSources.File("gateway.yaml", Path.of(""), "http: {port: 2, host: b}");
    var env = Map.of("SLUICE_HTTP_PORT", "3");
    var http = load(descriptors, file, env, Map.of()).http();
    assertThat(http.maxUriBytes()).isEqualTo(1024);
    assertThat(http.host()).isEqualTo("b");
    assertThat(http.port()).isEqualTo(3);
    assertThat(load(descriptors, file, env, Map.of("http.port", "4")).http().port()).isEqualTo(4);
  }

  private static GatewayConfig load(
      List<VerticleDescriptor> descriptors,
      ConfigSources.File file,
      Map<String, String> env,
      Map<String, String> options) {
    return Configs.ok(
        ConfigLoader.load(new ConfigSources(descriptors, file, env, options, Configs.MACHINE)));
  }

  @Test
  void aFaultNamesFileLineColumnKeyValueAndWhatIsAllowed() {
    assertThat(Configs.yamlFaults("cache:\n  cookies: always\n"))
        .containsExactly(
            "gateway.yaml:2:12: cache.cookies: value: always"
                + " (expected: never, explicit, strip or store)");
  }

  @Test
  void everyFaultIsReportedEvenOneThatAStrongerSourceHides() {
    var result =
        Configs.load(
            "http: {port: x, max-uri-byte: 1}\nlog: {level: loud}",
            Map.of("SLUICE_HTTP_PORT", "abc", "CACHE_TTL", "soon"),
            Map.of("http.port", "8080", "cahce.ttl", "5s"));
    assertThat(Configs.faults(result))
        .containsExactlyInAnyOrder(
            "gateway.yaml:1:14: http.port: value: x (expected: an integer from 0 to 65535)",
            "gateway.yaml:1:17: http.max-uri-byte: unknown key (did you mean max-uri-bytes?)",
            "gateway.yaml:2:14: log.level: value: loud"
                + " (expected: trace, debug, info, warn or error)",
            "environment SLUICE_HTTP_PORT: value: abc (expected: an integer from 0 to 65535)",
            "environment CACHE_TTL: value: soon (expected: a duration from 0s to 3650d,"
                + " such as 500ms, 5s, 2m, 1h or PT5S)",
            "option --set cahce.ttl: unknown key (did you mean cache.ttl?)");
  }

  @Test
  void anUnknownKeyIsAnsweredWithTheNearestOrWithWhereItBelongs() {
    assertThat(Configs.yamlFaults("cache: {key-prefix: a}"))
        .containsExactly(
            "gateway.yaml:1:9: cache.key-prefix: unknown key (did you mean redis.key-prefix?)");
    assertThat(Configs.yamlFaults("zzz: 1").get(0)).contains("unknown key (expected: http, admin");
    assertThat(Configs.yamlFaults("upstreams: {Default: 'http://a'}").get(0))
        .contains("expected: a name of lower-case letters");
  }

  @Test
  void secretsAreNeverShown() {
    var faults =
        Configs.faults(
            Configs.load(
                "admin: {token: hush hush}\nredis: {password: [hush]}",
                Map.of("REDIS_URL", "redis:hush@h", "REDIS_PASSWORD", "hush hush"),
                Map.of("upstreams.default", "http://me:hush@origin")));
    assertThat(faults).hasSize(5).noneMatch(fault -> fault.contains("hush"));
    assertThat(faults.get(0)).contains("value: *** (expected: a token");
    var config = Configs.env("REDIS_URL", "redis://app:hush@h", "SLUICE_ADMIN_TOKEN", "hush");
    assertThat(config.toString()).doesNotContain("hush");
    assertThat(config.redis().endpoint().password()).isEqualTo(new Secret("hush"));
  }

  @Test
  void anUpstreamIsAUrlAListOrAMappingAndFallsBackToFetch() {
    var config =
        Configs.yaml(
            """
            fetch: {retries: 3, breaker: {max-failures: 7}}
            upstreams:
              default: http://a
              list: [http://b, 'https://c:8443']
              full:
                origins: ['http://[::1]:81']
                preserve-host: false
                retries: 0
            """);
    assertThat(config.defaultOrigins()).hasToString("[http://a:80]");
    var upstreams = config.upstreams();
    assertThat(upstreams.keySet()).containsExactly("default", "list", "full");
    var list = Objects.requireNonNull(upstreams.get("list"));
    assertThat(list.origins()).hasToString("[http://b:80, https://c:8443]");
    var full = Objects.requireNonNull(upstreams.get("full"));
    assertThat(full.origins()).containsExactly(new Origin(false, "::1", 81, 1));
    assertThat(full.preserveHost()).isFalse();
    assertThat(full.fetch().retries()).isZero();
    assertThat(full.fetch().breaker().maxFailures()).isEqualTo(7);
    assertThat(list.fetch().retries()).isEqualTo(3);
  }

  @Test
  void anUpstreamWithoutOriginsIsAFaultAndNoUpstreamAtAllAWarning() {
    assertThat(Configs.yamlFaults("upstreams: {api: {retries: 1}}").get(0))
        .contains("upstreams.api.origins: value: nothing (expected: a list of one or more");
    assertThat(Configs.warnings(Configs.load("", Map.of(), Map.of())))
        .anyMatch(warning -> warning.contains("no upstream"));
  }

  @Test
  void aHeartbeatHasToFitFourTimesIntoTheLease() {
    assertThat(Configs.yamlFaults("invalidation: {lease: 1s, heartbeat: 251ms}"))
        .containsExactly(
            "gateway.yaml:1:38: invalidation.heartbeat: value: 251ms"
                + " (expected: at most a quarter of invalidation.lease, 1s)");
    assertThat(Configs.yamlFaults("invalidation: {lease: 1s}"))
        .singleElement()
        .asString()
        .endsWith(
            "invalidation.heartbeat: value: 500ms"
                + " (expected: at most a quarter of invalidation.lease, 1s)");
    var shortest = Configs.yaml("invalidation: {lease: 1s, heartbeat: 250ms}").invalidation();
    ProtocolOptions.of(shortest.lease(), shortest.heartbeat());
  }

  @Test
  void noneTakesBackWhatAWeakerSourceHasSet() {
    var result = Configs.load("cache: {ttl: 5m}", Map.of(), Map.of("cache.ttl", "none"));
    assertThat(Configs.ok(result).cache().ttl()).isNull();
  }

  @Test
  void anEmptySectionIsNoFault() {
    assertThat(Configs.yaml("http:\ncache:\n  l1:\n")).isEqualTo(Configs.yaml(""));
  }
}
