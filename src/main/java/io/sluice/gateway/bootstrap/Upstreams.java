package io.sluice.gateway.bootstrap;

import io.sluice.gateway.adapter.web.UpstreamOptions;
import io.sluice.gateway.adapter.web.UpstreamOptions.Pool;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.UpstreamConfig;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** The configured upstreams as the HTTP client's adapter wants them. */
final class Upstreams {
  private Upstreams() {}

  static UpstreamOptions options(GatewayConfig config) {
    Map<String, Pool> pools = new HashMap<>();
    config.upstreams().forEach((name, upstream) -> pools.put(name, pool(upstream)));
    return new UpstreamOptions(pools);
  }

  private static Pool pool(UpstreamConfig upstream) {
    var fetch = upstream.fetch();
    var breaker = fetch.breaker();
    return new Pool(
        upstream.origins().stream().map(origin -> URI.create(origin.url())).toList(),
        upstream.preserveHost(),
        fetch.connectTimeout(),
        fetch.firstByteTimeout(),
        fetch.totalTimeout(),
        fetch.idleTimeout(),
        fetch.poolSize(),
        fetch.queueSize(),
        fetch.retries(),
        breaker.maxFailures(),
        breaker.rollingWindow(),
        breaker.resetTimeout());
  }
}
