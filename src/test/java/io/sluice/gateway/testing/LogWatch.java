package io.sluice.gateway.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/**
 * Collects what must not be logged while a gateway works: errors, handlers that threw, and event
 * loops that were blocked.
 */
final class LogWatch implements AutoCloseable {
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private final List<String> permitted = new CopyOnWriteArrayList<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Appender appender = new Appender();

  LogWatch() {
    appender.setContext(root.getLoggerContext());
    appender.start();
    root.addAppender(appender);
  }

  void permit(String text) {
    permitted.add(text);
  }

  /** Fails when there was a fault since the last call that was not permitted. */
  void check() {
    faults.removeIf(fault -> permitted.stream().anyMatch(fault::contains));
    permitted.clear();
    if (!faults.isEmpty()) {
      var found = List.copyOf(faults);
      faults.clear();
      throw new AssertionError("logged by the gateway:\n" + String.join("\n", found));
    }
  }

  @Override
  public void close() {
    root.detachAppender(appender);
  }

  private final class Appender extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      // Netty says so when it stops with a connection that is just being closed.
      if (event.getLoggerName().endsWith("DefaultPromise.rejectedExecution")) {
        return;
      }
      // With a stack trace from five seconds on; the first classes that load on a busy machine take
      // more than the two after which a line is logged.
      boolean blocked =
          event.getLoggerName().endsWith("BlockedThreadChecker")
              && event.getThrowableProxy() != null;
      if (event.getLevel().isGreaterOrEqual(Level.ERROR) || blocked) {
        IThrowableProxy cause = event.getThrowableProxy();
        faults.add(
            event.getLoggerName()
                + ": "
                + event.getFormattedMessage()
                + (cause == null ? "" : "\n" + ThrowableProxyUtil.asString(cause)));
      }
    }
  }
}
