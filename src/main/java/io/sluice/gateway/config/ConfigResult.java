package io.sluice.gateway.config;

import java.util.List;

/** Outcome of reading the configuration: a complete one, or everything that is wrong with it. */
public sealed interface ConfigResult {
  /** A valid configuration; the warnings have the form of faults but stop nothing. */
  record Ok(GatewayConfig config, List<Fault> warnings) implements ConfigResult {
    public Ok {
      warnings = List.copyOf(warnings);
    }
  }

  /** At least one fault. */
  record Faults(List<Fault> faults) implements ConfigResult {
    public Faults {
      faults = List.copyOf(faults);
    }
  }
}
