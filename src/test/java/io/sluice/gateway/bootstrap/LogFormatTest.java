package io.sluice.gateway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of text begin where the gateway begins them, whatever a peer has sent. */
class LogFormatTest {
  private static final String BEGINNING = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:.*";

  private static String logged(String file, String message, Throwable cause) throws JoranException {
    var context = new LoggerContext();
    var configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Path.of(file).toFile());
    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var console = (ConsoleAppender<ILoggingEvent>) root.getAppender("CONSOLE");
    var event =
        new LoggingEvent("caller", root, Level.WARN, message, cause, new Object[] {"a\r\nb\u001b"});
    return new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"conf/logging.xml", "src/main/resources/logback.xml"})
  void nobodyForgesALine(String file) throws JoranException {
    var forged = "2026-11-21T10:00:00.000Z ERROR [main] i.s.g - forged";
    var text =
        logged(file, "{} told\n" + forged + "\u009b", new IllegalStateException("x\n" + forged));

    List<String> lines = text.lines().toList();
    assertThat(lines).filteredOn(line -> line.matches(BEGINNING)).hasSize(1);
    assertThat(lines.get(0)).contains("a??b? told?" + forged + "?");
    assertThat(text).contains("IllegalStateException", "  " + forged, "\tat ");
    assertThat(text.codePoints().filter(c -> c < 32 && c != '\n' && c != '\t')).isEmpty();
  }
}
