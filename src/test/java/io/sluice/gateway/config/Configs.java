package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Short ways to a configuration for tests. */
final class Configs {
  static final ConfigSources.Machine MACHINE = new ConfigSources.Machine("edge-1", 4, 1_000_000);

  private Configs() {}

  static ConfigResult load(String yaml, Map<String, String> env, Map<String, String> options) {
    var file = new ConfigSources.File("gateway.yaml", Path.of(""), yaml);
    return ConfigLoader.load(new ConfigSources(List.of(), file, env, options, MACHINE));
  }

  static GatewayConfig ok(ConfigResult result) {
    assertThat(result).isInstanceOf(ConfigResult.Ok.class);
    return ((ConfigResult.Ok) result).config();
  }

  static GatewayConfig yaml(String yaml) {
    return ok(load(yaml, Map.of(), Map.of()));
  }

  static GatewayConfig env(String... namesAndValues) {
    return ok(load("", map(namesAndValues), Map.of()));
  }

  /** The lines that an operator sees. */
  static List<String> faults(ConfigResult result) {
    assertThat(result).isInstanceOf(ConfigResult.Faults.class);
    return ((ConfigResult.Faults) result).faults().stream().map(Fault::toString).toList();
  }

  static List<String> yamlFaults(String yaml) {
    return faults(load(yaml, Map.of(), Map.of()));
  }

  static List<String> envFaults(String... namesAndValues) {
    return faults(load("", map(namesAndValues), Map.of()));
  }

  static List<String> warnings(ConfigResult result) {
    assertThat(result).isInstanceOf(ConfigResult.Ok.class);
    return ((ConfigResult.Ok) result).warnings().stream().map(Fault::toString).toList();
  }

  static Map<String, String> map(String... keysAndValues) {
    var map = new java.util.LinkedHashMap<String, String>();
    for (var i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
