package io.sluice.gateway.config;

import java.util.List;
import java.util.Map;

/**
 * Everything a gateway needs to know at its start; immutable, complete and already validated.
 *
 * @param nodeId this node's name in receipts, logs and the cluster; without incarnation
 * @param upstreams by name, in the order of the file; {@code default} serves whatever no rule sends
 *     elsewhere; may be empty, then every miss fails with 502
 * @param eventLoops number of event loops, at least 1
 * @param tracing whether requests have spans
 * @param rules in the order of the file; the first match wins, see {@link RuleSet}
 */
public record GatewayConfig(
    String nodeId,
    HttpConfig http,
    AdminConfig admin,
    Map<String, UpstreamConfig> upstreams,
    RedisConfig redis,
    ClusterConfig cluster,
    CacheConfig cache,
    TagConfig tags,
    InvalidationConfig invalidation,
    EventsConfig events,
    PurgeConfig purge,
    int eventLoops,
    ShutdownConfig shutdown,
    LogConfig log,
    boolean tracing,
    RuleSet rules) {
  /** Name of the upstream that serves what no rule sends elsewhere. */
  public static final String DEFAULT_UPSTREAM = "default";

  public GatewayConfig {
    upstreams = Ordered.copyOf(upstreams);
  }

  /** Origin URLs of the default upstream; empty when there is none. */
  public List<Origin> defaultOrigins() {
    var upstream = upstreams.get(DEFAULT_UPSTREAM);
    return upstream == null ? List.of() : upstream.origins();
  }

  /** Whether any response is compressed. */
  public boolean compresses() {
    return http.compression().enabled()
        || rules.rules().stream().anyMatch(rule -> Boolean.TRUE.equals(rule.settings().compress()));
  }
}
