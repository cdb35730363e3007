package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is written, the outcome is a configuration or faults, and what the schema says too. */
class ArbitraryTextTest {
  @Provide
  Arbitrary<String> nearYaml() {
    return Arbitraries.oneOf(
            Arbitraries.of(
                "http",
                "port",
                "upstreams",
                "default",
                "rules",
                "match",
                "path",
                "/{a}",
                "cache",
                "ttl",
                "5s",
                "{",
                "}",
                "[",
                "]",
                ": ",
                ":",
                ",",
                "\n",
                "\n  ",
                "- ",
                "? ",
                "&a ",
                "*a",
                "!!x ",
                "'",
                "\"",
                "|",
                ">",
                "%",
                "#",
                "---",
                "...",
                "\t",
                "null",
                "1e9"),
            Arbitraries.strings().ofMaxLength(3))
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }

  /** Documents that are YAML, with right and wrong keys and values. */
  @Provide
  Arbitrary<String> documents() {
    var keys =
        AllSettings.TABLE.settings().stream()
            .map(setting -> setting.key().replace("*", "api"))
            .toList();
    var values =
        Arbitraries.of(
            "1",
            "0",
            "true",
            "'x'",
            "[]",
            "{}",
            "null",
            "5s",
            "1MiB",
            "[GET]",
            "always",
            "never",
            "none",
            "'http://a'",
            "['http://a']",
            "127.0.0.1",
            "-1",
            "1.5",
            "['a:1']",
            "[{}]");
    var key = Arbitraries.oneOf(Arbitraries.of(keys), Arbitraries.of("http", "cache.l1", "nope"));
    return Combinators.combine(key, values)
        .as(
            (path, value) ->
                "{"
                    + path.replace(".", ": {")
                    + ": "
                    + value
                    + "}".repeat(path.split("\\.", -1).length));
  }

  @Property(tries = 3000)
  void aFileNeverThrows(@ForAll("nearYaml") String text) {
    check(Configs.load(text, Map.of(), Map.of()));
  }

  @Property(tries = 1000)
  void anyTextAtAllNeverThrows(@ForAll String text) {
    check(Configs.load(text, Map.of("CACHE_RULES", text, "REDIS_URL", text), Map.of(text, text)));
    DescriptorLoader.parse(Map.of("v.json", text));
  }

  @Property(tries = 100)
  void variablesAndOptionsNeverThrow(@ForAll("nearYaml") String text) {
    var keys = AllSettings.TABLE.settings().stream().map(Setting::key).toList();
    for (var setting : AllSettings.TABLE.settings()) {
      for (var variable : setting.variables()) {
        check(Configs.load("", Map.of(variable.name(), text), Map.of()));
      }
    }
    var key = keys.get(Math.floorMod(text.hashCode(), keys.size()));
    check(Configs.load("", Map.of(), Map.of(key, text)));
    DescriptorLoader.parse(Map.of("v.json", text));
  }

  @Property(tries = 2000)
  void whatIsTakenIsAlsoWhatTheSchemaTakes(@ForAll("documents") String text) {
    if (Configs.load(text, Map.of(), Map.of()) instanceof ConfigResult.Ok) {
      assertThat(SettingsTableTest.SCHEMA.validate(RawJson.parse(text))).as(text).isEmpty();
    }
  }

  private static void check(ConfigResult result) {
    List<Fault> findings =
        result instanceof ConfigResult.Faults faults
            ? faults.faults()
            : ((ConfigResult.Ok) result).warnings();
    assertThat(findings).allMatch(fault -> fault.toString().lines().count() == 1, "is one line");
    if (result instanceof ConfigResult.Faults) {
      assertThat(findings).isNotEmpty();
    }
  }
}
