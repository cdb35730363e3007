package io.sluice.gateway.config;

import java.time.Duration;

/** The rows of {@link HttpConfig.Limits}. */
final class LimitSettings {
  private final Setting<Integer> maxConnections;
  private final Setting<Integer> maxConnectionsPerAddress;
  private final Setting<Duration> headerTimeout;
  private final Setting<Duration> bodyTimeout;

  /**
   * @param rows which they become a part of
   */
  LimitSettings(Section rows) {
    maxConnections =
        rows.add(
            "max-connections",
            row ->
                row.byDefault("20000")
                    .as(
                        Kinds.integer(0, 10_000_000),
                        "Connections that may be open; more are closed at once. 0 sets no limit but"
                            + " the system's."));
    maxConnectionsPerAddress =
        rows.add(
            "max-connections-per-address",
            row ->
                row.byDefault("0")
                    .as(
                        Kinds.integer(0, 10_000_000),
                        "As `max-connections`, of each client: an IPv4 address, or the /64 of an IPv6"
                            + " one. Those of `trusted-proxies` are exempt. 0 sets no limit."));
    headerTimeout =
        rows.add(
            "header-timeout",
            row ->
                row.byDefault("15s")
                    .as(
                        Kinds.duration("0s", "1h"),
                        "Limit from a connection's begin to the end of its first request's head, and"
                            + " from the first byte of each later head to its end; 0s sets none."));
    bodyTimeout =
        rows.add(
            "body-timeout",
            row ->
                row.byDefault("30s")
                    .as(
                        Kinds.duration("0s", "1h"),
                        "Span in which at least 1 KiB of a request's body, or its end, has to come"
                            + " while we are ready to read; else 408. 0s sets none."));
  }

  HttpConfig.Limits read(Values values) {
    return new HttpConfig.Limits(
        values.get(maxConnections),
        values.get(maxConnectionsPerAddress),
        values.get(headerTimeout),
        values.get(bodyTimeout));
  }
}
