package io.sluice.gateway.bootstrap;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.LogFormat;
import io.sluice.gateway.config.LogLevel;
import org.slf4j.LoggerFactory;

/** Brings logback into the configured state: levels, and the form of its lines. */
final class LogSetup {
  /** Of logback: whoever sets it has chosen the form of the lines, too. */
  private static final String OWN_FILE = "logback.configurationFile";

  private LogSetup() {}

  static void apply(GatewayConfig config) {
    level("io.sluice", config.log().level());
    var redisLevel = config.redis().logLevel();
    if (redisLevel != null) {
      level("io.sluice.gateway.adapter.redis", redisLevel);
      level("io.vertx.redis", redisLevel);
    }
    if (config.log().format() != LogFormat.TEXT
        && System.getProperty(OWN_FILE) == null
        && LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      json(root);
    }
  }

  private static void level(String name, LogLevel level) {
    if (LoggerFactory.getLogger(name) instanceof Logger logger) {
      logger.setLevel(Level.toLevel(level.name()));
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
