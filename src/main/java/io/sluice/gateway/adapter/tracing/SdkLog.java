package io.sluice.gateway.adapter.tracing;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/** Brings what the SDK says, as that a collector does not answer, into the gateway's own log. */
final class SdkLog extends Handler {
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(OpenTelemetryTracing.class);

  /** Kept, since the JDK forgets loggers that nobody holds. */
  private static final Logger SDK = Logger.getLogger("io.opentelemetry");

  private static final SimpleFormatter TEXT = new SimpleFormatter();

  static {
    SDK.setUseParentHandlers(false);
    SDK.addHandler(new SdkLog());
  }

  private SdkLog() {}

  /** Once for all nodes of this JVM. */
  static void install() {
    // Done when the class was made.
  }

  @Override
  public void publish(LogRecord told) {
    var message = TEXT.formatMessage(told);
    if (told.getLevel().intValue() >= Level.WARNING.intValue()) {
      // No request suffers from it, so that nothing is an error.
      LOG.warn("Traces: {}{}", message, told.getThrown() == null ? "" : ": " + told.getThrown());
    } else {
      LOG.debug("{}", message, told.getThrown());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
