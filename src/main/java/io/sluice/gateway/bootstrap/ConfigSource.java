package io.sluice.gateway.bootstrap;

import io.sluice.gateway.config.ConfigResult;

/** Where the configuration comes from, to be read as often as need be. */
@FunctionalInterface
public interface ConfigSource {

  /** What it says now; blocks. */
  ConfigResult read();
}
