package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.config.EffectiveConfig;
import io.sluice.gateway.config.ReloadResult;
import io.vertx.core.Future;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Shows the node's configuration and has it read again. Safe from any thread. */
public interface ConfigControl {

  /**
   * What is in force.
   *
   * @param effective with the source of each value
   * @param loaded when it was read
   * @param last what the last reload came to; null = there has been none
   */
  record State(EffectiveConfig effective, Instant loaded, @Nullable ReloadResult last) {}

  State state();

  /**
   * Reads the configuration from where it was read at the start, and puts it in force as a whole,
   * or not at all.
   *
   * @param trigger for the log
   * @return completes when every event loop takes new requests under it; never fails
   */
  Future<ReloadResult> reload(String trigger);
}
