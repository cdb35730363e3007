package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RealRedisExtension;
import io.sluice.gateway.testing.TestCertificate;
import io.sluice.gateway.testing.Until;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The alert rules, the dashboard and the reference name what a running gateway exposes. */
@Timeout(60)
class MetricNamesTest {
  private static final Path RULES = Path.of("conf/alerts/sluice.rules.yaml");
  private static final Path RULES_TEST = Path.of("conf/alerts/sluice.rules.test.yaml");
  private static final Path DASHBOARD = Path.of("conf/grafana/sluice.json");
  private static final Path REFERENCE = Path.of("docs/metrics.md");
  private static final Pattern NAME =
      Pattern.compile("\\b(?:sluice|jvm|process|system|executor)_[a-z0-9_]+");
  private static final Pattern ROW =
      Pattern.compile("\\| `(sluice_\\w+)` \\| (\\w+) \\| (.*?) \\|.*");

  @RegisterExtension static final RealRedisExtension REDIS = new RealRedisExtension();

  /** Names of samples, and of each metric its type. */
  private static final Set<String> SAMPLES = new TreeSet<>();

  private static final Map<String, String> TYPES = new TreeMap<>();
  private static final Map<String, Set<String>> LABELS = new HashMap<>();

  @BeforeAll
  static void scrape(@TempDir Path directory) {
    TestCertificate.of("localhost").write(directory, "shop");
    try (var gateway =
        GatewayUnderTest.with(
                "http.tls.certificate",
                directory.resolve("shop.pem").toString(),
                "http.tls.key",
                directory.resolve("shop.key").toString())
            .redis(REDIS.server())
            .start()) {
      Until.met(() -> gateway.admin("GET", "/metrics", "").text().contains("sluice_redis_up 1"));
      gateway.admin("GET", "/metrics", "").text().lines().forEach(MetricNamesTest::read);
      var text = gateway.admin("GET", "/metrics", "").text();
      assertThat(text).containsPattern("sluice_redis_memory_used_bytes [1-9]");
      assertThat(text).contains("sluice_redis_memory_max_bytes 0.0");
      assertThat(text).containsPattern("sluice_redis_commands_total [1-9]");
      assertThat(text).containsPattern("sluice_event_loop_lag_seconds\\{loop=\"1\"} [0-9]");
    }
  }

  private static void read(String line) {
    if (line.startsWith("# TYPE ")) {
      var words = line.split(" ", 4);
      TYPES.put(words[2], words[3]);
    } else if (!line.startsWith("#")) {
      var name = line.split("[{ ]", 2)[0];
      SAMPLES.add(name);
      var labels = LABELS.computeIfAbsent(name, n -> new TreeSet<>());
      var matcher = Pattern.compile("[{,](\\w+)=\"").matcher(line);
      while (matcher.find()) {
        labels.add(matcher.group(1));
      }
    }
  }

  private static Set<String> namesIn(String text) {
    var names = new TreeSet<String>();
    var matcher = NAME.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group());
    }
    return names;
  }

  @Test
  void ofTheAlertRules() throws IOException {
    var yaml = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(RULES));
    int rules = 0;
    var tested = Files.readString(RULES_TEST);
    for (var group : list(yaml, "groups")) {
      for (var rule : list(group, "rules")) {
        rules++;
        var expression = text(rule, "expr");
        assertThat(namesIn(expression)).as(expression).isNotEmpty();
        assertThat(SAMPLES).containsAll(namesIn(expression));
        assertThat(tested).contains("alertname: " + text(rule, "alert"));
      }
    }
    assertThat(rules).isGreaterThan(10);
  }

  private static List<?> list(Object map, String key) {
    return (List<?>) Objects.requireNonNull(((Map<?, ?>) map).get(key), key);
  }

  private static String text(Object map, String key) {
    return (String) Objects.requireNonNull(((Map<?, ?>) map).get(key), key);
  }

  @Test
  void theAlertRulesFireWhenTheyShould() throws IOException, InterruptedException {
    var promtool =
        List.of("/usr/bin/promtool", "/usr/local/bin/promtool").stream()
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(promtool.isPresent(), "SKIPPED: no promtool; .ci/packages installs it");
    for (var arguments :
        List.of(List.of("check", RULES.toString()), List.of("test", RULES_TEST.toString()))) {
      var process =
          new ProcessBuilder(promtool.get().toString(), arguments.get(0), "rules", arguments.get(1))
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(output).isZero();
    }
  }

  @Test
  void ofTheDashboard() throws IOException {
    var dashboard = new JsonObject(Files.readString(DASHBOARD));
    assertThat(dashboard.getInteger("schemaVersion")).isPositive();
    var panels = dashboard.getJsonArray("panels");
    var ids = new TreeSet<Integer>();
    var used = new TreeSet<String>();
    for (int i = 0; i < panels.size(); i++) {
      var panel = panels.getJsonObject(i);
      assertThat(ids.add(panel.getInteger("id"))).isTrue();
      assertThat(panel.getString("title")).isNotBlank();
      assertThat(panel.getJsonObject("gridPos").fieldNames()).contains("h", "w", "x", "y");
      var targets = panel.getJsonArray("targets", new JsonArray());
      for (int t = 0; t < targets.size(); t++) {
        var names = namesIn(targets.getJsonObject(t).getString("expr"));
        assertThat(names).as(panel.getString("title")).isNotEmpty();
        used.addAll(names);
      }
    }
    // Shown once the JVM has paused for its first collection.
    used.remove("jvm_gc_pause_seconds_sum");
    assertThat(SAMPLES).containsAll(used);
    assertThat(namesIn(dashboard.getJsonObject("templating").encode())).isSubsetOf(SAMPLES);
  }

  @Test
  void ofTheReference() throws IOException {
    var told = new TreeMap<String, String>();
    for (var line : Files.readAllLines(REFERENCE)) {
      var row = ROW.matcher(line);
      if (row.matches()) {
        told.put(row.group(1), row.group(2));
        var labels = new TreeSet<String>();
        var names = Pattern.compile("`(\\w+)`").matcher(row.group(3));
        while (names.find()) {
          labels.add(names.group(1));
        }
        var sample = SAMPLES.contains(row.group(1)) ? row.group(1) : row.group(1) + "_count";
        assertThat(LABELS.get(sample)).as("labels of " + sample).isEqualTo(labels);
      }
    }
    var exposed = new TreeMap<>(TYPES);
    exposed.keySet().removeIf(name -> !name.startsWith("sluice_"));
    assertThat(told).isEqualTo(exposed);
  }
}
