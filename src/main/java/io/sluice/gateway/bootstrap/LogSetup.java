package io.sluice.gateway.bootstrap;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.LogFormat;
import io.sluice.gateway.config.LogLevel;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Brings logback into the configured state: levels, and the form of its lines. */
final class LogSetup {
  /** Of logback: whoever sets it has chosen the form of the lines, too. */
  private static final String OWN_FILE = "logback.configurationFile";

  private LogSetup() {}

  static void apply(GatewayConfig config) {
    levels(config);
    if (config.log().format() != LogFormat.TEXT
        && System.getProperty(OWN_FILE) == null
        && LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      json(root);
    }
  }

  /** The levels alone, at any time. */
  static void levels(GatewayConfig config) {
    level("io.sluice", config.log().level());
    level("io.sluice.gateway.adapter.redis", config.redis().logLevel());
    level("io.vertx.redis", config.redis().logLevel());
  }

  /** Whether the levels are not the same. */
  static boolean levelsDiffer(GatewayConfig one, GatewayConfig other) {
    return one.log().level() != other.log().level()
        || one.redis().logLevel() != other.redis().logLevel();
  }

  /**
   * @param level null = as what is above it in the hierarchy
   */
  private static void level(String name, @Nullable LogLevel level) {
    if (LoggerFactory.getLogger(name) instanceof Logger logger) {
      logger.setLevel(level == null ? null : Level.toLevel(level.name()));
    }
  }

  private static void json(Logger root) {
    var appenders = root.iteratorForAppenders();
    while (appenders.hasNext()) {
      if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> appender) {
        var encoder = new JsonEncoder();
        encoder.setContext(root.getLoggerContext());
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMDC(false);
        encoder.setWithMarkers(false);
        encoder.setWithKVPList(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        appender.setEncoder(encoder);
      }
    }
  }
}
