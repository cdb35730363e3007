package io.sluice.gateway.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of {@link HealthConfig}. */
final class HealthSettings {
  private final Setting<String> path;
  private final Setting<String> host;
  private final Setting<Duration> interval;
  private final Setting<Duration> timeout;
  private final Setting<List<StatusRange>> status;
  private final Setting<Integer> rise;
  private final Setting<Integer> fall;

  /** Adds the rows to the section of upstreams. */
  HealthSettings(Section upstreams) {
    path =
        upstreams.add(
            "*.health.path",
            row ->
                row.unset("origins are not checked")
                    .as(
                        Kinds.text("a path such as /health", "/[!-\"$-~]{0,1023}"),
                        "What each origin is asked for to see whether it is well."));
    host =
        upstreams.add(
            "*.health.host",
            row -> row.unset("the origin's own").as(NetKinds.host(), "Host that is asked for."));
    interval =
        upstreams.add(
            "*.health.interval",
            row ->
                row.byDefault("5s")
                    .as(
                        Kinds.duration("50ms", "1h"),
                        "From one check of an origin to the next, give or take a fifth."));
    timeout =
        upstreams.add(
            "*.health.timeout",
            row ->
                row.byDefault("2s")
                    .as(Kinds.duration("1ms", "1m"), "Limit of a check, connection included."));
    status =
        upstreams.add(
            "*.health.status",
            row ->
                row.byDefault("2xx,3xx")
                    .as(
                        Kinds.nonEmptyListOf(RuleMatchRows.status()),
                        "Statuses of a good answer."));
    rise =
        upstreams.add(
            "*.health.rise",
            row ->
                row.byDefault("2")
                    .as(Kinds.integer(1, 100), "Good answers in a row that bring an origin back."));
    fall =
        upstreams.add(
            "*.health.fall",
            row ->
                row.byDefault("3")
                    .as(
                        Kinds.integer(1, 100),
                        "Bad or missing answers in a row after which an origin gets no requests,"
                            + " unless all are so."));
  }

  @Nullable HealthConfig read(Values values, String name) {
    var asked = values.find(path.of(name));
    return asked == null
        ? null
        : new HealthConfig(
            asked,
            values.find(host.of(name)),
            values.get(interval.of(name)),
            values.get(timeout.of(name)),
            values.get(status.of(name)),
            values.get(rise.of(name)),
            values.get(fall.of(name)));
  }
}
