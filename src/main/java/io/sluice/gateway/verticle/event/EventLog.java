package io.sluice.gateway.verticle.event;

import io.sluice.gateway.caching.Text;
import io.sluice.gateway.spi.EventCounts.Result;
import io.sluice.gateway.spi.EventCounts.Source;
import io.sluice.gateway.spi.LogBudget;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line of {@code key=value} for each event that was applied, and, at a bounded rate, for those
 * that were not; never what is in an event beside its name, type and source.
 */
final class EventLog {
  private static final Logger LOG = LoggerFactory.getLogger("io.sluice.gateway.events");

  private final String source;
  private final LogBudget warnings = new LogBudget(10, Duration.ofMinutes(1), System::nanoTime);

  EventLog(Source source) {
    this.source = source.name().toLowerCase(Locale.ROOT);
  }

  void tell(EventOutcome outcome, String by) {
    if (outcome.result() == Result.APPLIED) {
      LOG.info("Event {}", line(outcome, by));
    } else if (outcome.result() == Result.IGNORED) {
      LOG.debug("Event {}", line(outcome, by));
    } else if (warnings.take()) {
      long untold = warnings.refusedSinceLast();
      LOG.warn(
          "Event {}{}",
          line(outcome, by),
          untold == 0 ? "" : " (and " + untold + " before it that were not logged)");
    }
  }

  private String line(EventOutcome outcome, String by) {
    var event = outcome.event();
    var line = new StringBuilder();
    line.append("id=").append(Text.printable(event.id()));
    line.append(" result=").append(outcome.result().name().toLowerCase(Locale.ROOT));
    line.append(" type=").append(Text.printable(event.type()));
    line.append(" source=").append(Text.printable(event.source()));
    line.append(" via=").append(source);
    line.append(" by=").append(Text.printable(by));
    line.append(" mappings=").append(Text.printable(String.join(", ", outcome.mappings())));
    line.append(" tags=").append(outcome.tags().size());
    line.append(" complete=").append(outcome.complete());
    line.append(" receipts=").append(Text.printable(String.join(", ", outcome.receipts()), 300));
    if (!outcome.detail().isEmpty()) {
      line.append(" detail=").append(Text.printable(outcome.detail(), 200));
    }
    return line.toString();
  }

  /** A short form of a text that a stranger has chosen, without the quotes. */
  static String word(String text) {
    var quoted = Text.printable(text, 40);
    return quoted.substring(1, quoted.length() - 1);
  }
}
