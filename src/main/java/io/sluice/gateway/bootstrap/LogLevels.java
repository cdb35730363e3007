package io.sluice.gateway.bootstrap;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.LogLevel;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Has the log tell as much as is configured. */
final class LogLevels {
  private LogLevels() {}

  static void set(GatewayConfig config) {
    set("io.sluice", config.logLevel());
    set("io.sluice.gateway.adapter.redis", config.redis().logLevel());
    set("io.vertx.redis", config.redis().logLevel());
  }

  /** Whether they are not the same. */
  static boolean differ(GatewayConfig one, GatewayConfig other) {
    return one.logLevel() != other.logLevel() || one.redis().logLevel() != other.redis().logLevel();
  }

  /**
   * @param level null = as what is above it in the hierarchy
   */
  private static void set(String name, @Nullable LogLevel level) {
    if (LoggerFactory.getLogger(name) instanceof Logger logger) {
      logger.setLevel(level == null ? null : Level.toLevel(level.name()));
    }
  }
}
