package io.sluice.gateway.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads all sources, lays them over each other and reports every fault at once.
 *
 * <p>Each layer is checked by itself, so that a fault is reported even where a stronger layer hides
 * it; only what several settings make together is checked on the whole.
 */
public final class ConfigLoader {
  private ConfigLoader() {}

  /** The configuration that descriptors, file, environment and options make, in this order. */
  public static ConfigResult load(ConfigSources sources) {
    var problems = new Problems();
    var flat = new LinkedHashMap<String, Raw>();
    for (var descriptor : sources.descriptors()) {
      flat.putAll(descriptor.settings().values());
    }
    flat.putAll(file(sources, problems).values());
    flat.putAll(EnvironmentLayer.read(sources.environment(), problems).values());
    flat.putAll(options(sources.options(), problems).values());

    var files = new NamedFiles();
    var config = assemble(flat, sources, problems, files);
    return problems.faults().isEmpty()
        ? new ConfigResult.Ok(
            config, problems.warnings(), EffectiveConfig.of(flat, files), files.all())
        : new ConfigResult.Faults(problems.faults(), files.all());
  }

  private static Layer file(ConfigSources sources, Problems problems) {
    var file = sources.file();
    var raw = file == null ? null : YamlReader.read(file.name(), file.text(), problems);
    if (raw == null) {
      return Layer.EMPTY;
    }
    if (!(raw instanceof Raw.Mapping mapping)) {
      new Reading("", true, problems).reject(raw, "a mapping with http, upstreams, cache, ...");
      return Layer.EMPTY;
    }
    return Layer.checked(AllSettings.TABLE.flatten(mapping, "", problems), problems);
  }

  private static Layer options(Map<String, String> options, Problems problems) {
    var values = new LinkedHashMap<String, Raw>();
    options.forEach(
        (key, text) -> {
          var mark = Raw.Mark.of("option --set " + Printable.of(key));
          var canonical = AllSettings.TABLE.canonical(key);
          var setting = canonical.flatMap(AllSettings.TABLE::find);
          if (setting.isEmpty()) {
            problems.fault(mark, Printable.of(key), AllSettings.TABLE.unknownFlat(key));
            return;
          }
          var raw = Text.raw(setting.get(), mark, text, problems);
          if (raw != null) {
            values.put(canonical.orElseThrow(), raw);
          }
        });
    return Layer.checked(values, problems);
  }

  private static GatewayConfig assemble(
      Map<String, Raw> flat, ConfigSources sources, Problems problems, NamedFiles files) {
    var values = new Values(flat, "", Raw.Mark.of("configuration"), problems, files);
    var file = sources.file();
    var machine = sources.machine();
    var directory = file == null ? Path.of("") : file.directory();
    var http = HttpSettings.read(values, directory);
    var upstreams = FetchSettings.read(values, directory);
    var redis = RedisSettings.read(values, directory);
    return new GatewayConfig(
        ProcessSettings.nodeId(values, machine.hostName(), http.port()),
        http,
        AdminSettings.read(values, directory),
        upstreams,
        redis,
        ClusterSettings.read(values, directory),
        CacheSettings.read(values, machine.maxHeapBytes(), directory),
        CacheSettings.readTags(values),
        ProcessSettings.readInvalidation(values),
        EventSettings.read(values, redis),
        HttpSettings.readPurge(values),
        ProcessSettings.eventLoops(values, machine.processors()),
        ProcessSettings.shutdown(values),
        LogSettings.read(values, directory),
        TracingSettings.enabled(values),
        ProcessSettings.rules(values, upstreams.keySet()));
  }
}
