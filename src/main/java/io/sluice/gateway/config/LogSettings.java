package io.sluice.gateway.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The rows of {@link LogConfig}. */
final class LogSettings {
  static final Section SECTION = new Section("log", "What is logged, and how.");

  private static final Setting<LogLevel> LEVEL =
      SECTION.add(
          "level",
          row ->
              row.byDefault("info")
                  .live()
                  .envWord("SLUICE_LOG_LEVEL")
                  .starter()
                  .as(Kinds.choice(LogLevel.class), "How much is logged."));
  private static final Setting<LogFormat> FORMAT =
      SECTION.add(
          "format",
          row ->
              row.byDefault("text")
                  .envWord("SLUICE_LOG_FORMAT")
                  .starter()
                  .as(
                      Kinds.choice(LogFormat.class),
                      "A line of text for each event, or a JSON object; emf adds lines from which"
                          + " CloudWatch reads metrics (Embedded Metric Format). Holds unless"
                          + " logback.configurationFile names a file of your own."));
  private static final Setting<Duration> EMF_INTERVAL =
      SECTION.add(
          "emf-interval",
          row ->
              row.byDefault("60s")
                  .as(
                      Kinds.duration("1s", "1h"),
                      "Pause between two reports of metrics in the format emf."));
  private static final Setting<Path> ACCESS =
      SECTION.add(
          "access",
          row ->
              row.unset("no access log")
                  .env("SLUICE_LOG_ACCESS")
                  .as(
                      Kinds.file(),
                      "Where each request is logged on a line: stdout, or a file relative"
                          + " to the directory of gateway.yaml, which is opened anew when"
                          + " it is moved away."));
  private static final Setting<AccessFormat> ACCESS_FORMAT =
      SECTION.add(
          "access-format",
          row ->
              row.byDefault("json")
                  .as(
                      Kinds.choice(AccessFormat.class),
                      "How a request is written to the access log: as a JSON object, or in the"
                          + " Combined Log Format."));
  private static final Setting<Path> CACHE =
      SECTION.add(
          "cache",
          row ->
              row.unset("no cache log")
                  .env("SLUICE_LOG_CACHE")
                  .as(
                      Kinds.file(),
                      "Where each look-up is logged as {event: cache, method: rule, result,"
                          + " latencyMs}: stdout or a file, as above."));
  private static final Setting<Integer> SAMPLE =
      SECTION.add(
          "sample",
          row ->
              row.byDefault("1")
                  .live()
                  .as(
                      Kinds.integer(1, 1_000_000),
                      "One of so many requests is in these two; errors always are. A rule's"
                          + " `log-sample` is stronger."));

  private LogSettings() {}

  static LogConfig read(Values values, Path directory) {
    return new LogConfig(
        values.get(LEVEL),
        values.get(FORMAT),
        values.get(EMF_INTERVAL),
        resolved(values.find(ACCESS), directory),
        values.get(ACCESS_FORMAT),
        resolved(values.find(CACHE), directory),
        values.get(SAMPLE));
  }

  private static @Nullable Path resolved(@Nullable Path file, Path directory) {
    return file == null || file.equals(LogConfig.STDOUT) ? file : directory.resolve(file);
  }
}
