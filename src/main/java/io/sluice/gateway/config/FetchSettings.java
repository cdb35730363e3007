package io.sluice.gateway.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of {@link FetchConfig}, for all upstreams and for each, and of {@link UpstreamConfig}.
 */
final class FetchSettings {
  static final Section SECTION =
      new Section("fetch", "Fetching from upstreams; each upstream may have its own values.")
          .live();
  static final Section UPSTREAMS =
      new Section(
              "upstreams",
              "Where responses come from, by name; `default` serves what no rule sends elsewhere. A"
                  + " list of origins may stand in place of a mapping.")
          .live();

  private static final Rows COMMON =
      new Rows(
          SECTION.add(
              "connect-timeout",
              row ->
                  row.byDefault("2s")
                      .as(
                          Kinds.duration("1ms", "5m"),
                          "Limit for a connection with its TLS handshake.")),
          SECTION.add(
              "first-byte-timeout",
              row ->
                  row.byDefault("15s")
                      .as(
                          Kinds.duration("1ms", "1h"),
                          "Limit from the request being sent to the response's head.")),
          SECTION.add(
              "total-timeout",
              row ->
                  row.byDefault("60s")
                      .as(
                          Kinds.duration("0s", "1d"),
                          "Limit from the request's arrival to the response's end; 0s sets none.")),
          SECTION.add(
              "idle-timeout",
              row ->
                  row.byDefault("30s")
                      .as(
                          Kinds.duration("1s", "1d"),
                          "A pooled connection unused for so long is closed.")),
          SECTION.add(
              "pool-size",
              row ->
                  row.byDefault("64")
                      .as(Kinds.integer(1, 65_535), "Connections for each origin and event loop.")),
          SECTION.add(
              "queue-size",
              row ->
                  row.byDefault("1024")
                      .as(
                          Kinds.integer(0, 1_000_000),
                          "Requests that may wait for a connection, for each origin and event"
                              + " loop; beyond it 503.")),
          SECTION.add(
              "max-concurrency",
              row ->
                  row.byDefault("0")
                      .as(
                          Kinds.integer(0, 1_000_000),
                          "Requests, to the end of their responses, that one origin may have under"
                              + " way from this node; beyond it another origin, or else 503. 0 sets"
                              + " no limit.")),
          SECTION.add(
              "retries",
              row ->
                  row.byDefault("1")
                      .as(
                          Kinds.integer(0, 10),
                          "Further attempts of a safe or idempotent request of which no response"
                              + " byte has arrived.")),
          SECTION.add(
              "retry-budget",
              row ->
                  row.byDefault("20")
                      .as(
                          Kinds.integer(0, 100),
                          "Further attempts in percent of an upstream's requests, beside three a"
                              + " second; more are refused.")),
          SECTION.add(
              "breaker.max-failures",
              row ->
                  row.byDefault("5")
                      .as(
                          Kinds.integer(1, 1_000_000),
                          "Transport failures and time-outs within the window that open an origin's"
                              + " circuit.")),
          SECTION.add(
              "breaker.rolling-window",
              row ->
                  row.byDefault("10s")
                      .as(Kinds.duration("1s", "1h"), "Span in which failures are counted.")),
          SECTION.add(
              "breaker.reset-timeout",
              row ->
                  row.byDefault("5s")
                      .as(
                          Kinds.duration("10ms", "1h"),
                          "How long the circuit stays open before one request tries again.")));

  private static final Setting<List<Origin>> ORIGINS =
      UPSTREAMS.add(
          "*.origins",
          row ->
              row.envFor("upstreams.default.origins", "SLUICE_ORIGIN")
                  .unset("an upstream without origins is a fault")
                  .as(
                      Kinds.nonEmptyListOf(new OriginKind()),
                      "URLs of the servers, which all have the same content; or, in a file, {url,"
                          + " weight}."));
  private static final Setting<Balance> BALANCE =
      UPSTREAMS.add(
          "*.balance",
          row ->
              row.byDefault("least-outstanding")
                  .as(
                      Kinds.choice(Balance.class),
                      "How requests are shared out among the origins: to the least busy one, in"
                          + " turn, or by URL."));
  private static final Setting<Boolean> PRESERVE_HOST =
      UPSTREAMS.add(
          "*.preserve-host",
          row ->
              row.byDefault("true")
                  .as(Kinds.bool(), "Whether the origin gets the client's Host or its own."));
  private static final Setting<Boolean> HTTP2 =
      UPSTREAMS.add(
          "*.http2",
          row ->
              row.byDefault("false")
                  .as(
                      Kinds.bool(),
                      "Whether HTTP/2 is spoken: with https origins that agree to it (ALPN), with"
                          + " http origins unasked (prior knowledge)."));
  private static final HealthSettings HEALTH = new HealthSettings(UPSTREAMS);
  private static final ClientTlsSettings TLS =
      new ClientTlsSettings(UPSTREAMS, "*.tls.", "https origins");
  private static final Rows OWN = COMMON.under("upstreams.*", UPSTREAMS);

  private FetchSettings() {}

  /** One set of the rows. */
  private record Rows(
      Setting<Duration> connectTimeout,
      Setting<Duration> firstByteTimeout,
      Setting<Duration> totalTimeout,
      Setting<Duration> idleTimeout,
      Setting<Integer> poolSize,
      Setting<Integer> queueSize,
      Setting<Integer> maxConcurrency,
      Setting<Integer> retries,
      Setting<Integer> retryBudget,
      Setting<Integer> maxFailures,
      Setting<Duration> rollingWindow,
      Setting<Duration> resetTimeout) {

    Rows under(String prefix, Section section) {
      return new Rows(
          at(prefix, connectTimeout, section),
          at(prefix, firstByteTimeout, section),
          at(prefix, totalTimeout, section),
          at(prefix, idleTimeout, section),
          at(prefix, poolSize, section),
          at(prefix, queueSize, section),
          at(prefix, maxConcurrency, section),
          at(prefix, retries, section),
          at(prefix, retryBudget, section),
          at(prefix, maxFailures, section),
          at(prefix, rollingWindow, section),
          at(prefix, resetTimeout, section));
    }

    private static <T> Setting<T> at(String prefix, Setting<T> setting, Section section) {
      return section.add(setting.at(prefix + setting.key().substring(SECTION.name().length())));
    }
  }

  /**
   * @param directory of gateway.yaml, which paths are relative to
   */
  static Map<String, UpstreamConfig> read(Values values, Path directory) {
    var upstreams = new LinkedHashMap<String, UpstreamConfig>();
    for (var name : values.namesBelow(UPSTREAMS.name())) {
      var origins = values.find(ORIGINS.of(name));
      if (origins == null) {
        values.missing(ORIGINS.of(name));
        continue;
      }
      upstreams.put(
          name,
          new UpstreamConfig(
              name,
              origins,
              values.get(BALANCE.of(name)),
              values.get(PRESERVE_HOST.of(name)),
              values.get(HTTP2.of(name)),
              HEALTH.read(values, name),
              TLS.read(values, name, directory),
              fetch(values, name)));
    }
    if (upstreams.isEmpty()) {
      values.warning(
          ORIGINS.of(GatewayConfig.DEFAULT_UPSTREAM), "no upstream: every miss fails with 502");
    }
    return upstreams;
  }

  private static FetchConfig fetch(Values values, String name) {
    return new FetchConfig(
        own(values, name, OWN.connectTimeout, COMMON.connectTimeout),
        own(values, name, OWN.firstByteTimeout, COMMON.firstByteTimeout),
        own(values, name, OWN.totalTimeout, COMMON.totalTimeout),
        own(values, name, OWN.idleTimeout, COMMON.idleTimeout),
        own(values, name, OWN.poolSize, COMMON.poolSize),
        own(values, name, OWN.queueSize, COMMON.queueSize),
        own(values, name, OWN.maxConcurrency, COMMON.maxConcurrency),
        own(values, name, OWN.retries, COMMON.retries),
        own(values, name, OWN.retryBudget, COMMON.retryBudget),
        new FetchConfig.Breaker(
            own(values, name, OWN.maxFailures, COMMON.maxFailures),
            own(values, name, OWN.rollingWindow, COMMON.rollingWindow),
            own(values, name, OWN.resetTimeout, COMMON.resetTimeout)));
  }

  private static <T> T own(Values values, String name, Setting<T> own, Setting<T> common) {
    var value = values.find(own.of(name));
    return value == null ? values.get(common) : value;
  }
}
