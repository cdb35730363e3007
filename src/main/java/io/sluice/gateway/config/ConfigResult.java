package io.sluice.gateway.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Outcome of reading the configuration: a complete one, or everything that is wrong with it. */
public sealed interface ConfigResult {

  /**
   * The files that were read for it, beside descriptors, with their fingerprints: while these are
   * the same, reading again makes no difference.
   */
  Map<Path, String> files();

  /** The same, read from this file, too. */
  ConfigResult readFrom(Path file, String fingerprint);

  /** A valid configuration; the warnings have the form of faults but stop nothing. */
  record Ok(
      GatewayConfig config,
      List<Fault> warnings,
      EffectiveConfig effective,
      Map<Path, String> files)
      implements ConfigResult {
    public Ok {
      warnings = List.copyOf(warnings);
      files = Ordered.copyOf(files);
    }

    @Override
    public ConfigResult readFrom(Path file, String fingerprint) {
      return new Ok(config, warnings, effective, with(files, file, fingerprint));
    }
  }

  /** At least one fault. */
  record Faults(List<Fault> faults, Map<Path, String> files) implements ConfigResult {
    public Faults {
      faults = List.copyOf(faults);
      files = Ordered.copyOf(files);
    }

    @Override
    public ConfigResult readFrom(Path file, String fingerprint) {
      return new Faults(faults, with(files, file, fingerprint));
    }
  }

  private static Map<Path, String> with(Map<Path, String> files, Path file, String fingerprint) {
    var more = new LinkedHashMap<>(files);
    more.put(file, fingerprint);
    return more;
  }
}
