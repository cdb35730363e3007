package io.sluice.gateway.bootstrap;

import io.sluice.gateway.adapter.web.UpstreamOptions;
import io.sluice.gateway.adapter.web.UpstreamOptions.Balance;
import io.sluice.gateway.adapter.web.UpstreamOptions.Health;
import io.sluice.gateway.adapter.web.UpstreamOptions.Pool;
import io.sluice.gateway.adapter.web.UpstreamOptions.Server;
import io.sluice.gateway.adapter.web.UpstreamOptions.Tls;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.HealthConfig;
import io.sluice.gateway.config.UpstreamConfig;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The configured upstreams as the HTTP client's adapter wants them. */
final class Upstreams {
  private Upstreams() {}

  static UpstreamOptions options(GatewayConfig config) {
    Map<String, Pool> pools = new HashMap<>();
    config
        .upstreams()
        .forEach(
            (name, upstream) -> pools.put(name, pool(upstream, config.http().streamIdleTimeout())));
    return new UpstreamOptions(pools);
  }

  private static Pool pool(UpstreamConfig upstream, Duration streamIdleTimeout) {
    var fetch = upstream.fetch();
    var breaker = fetch.breaker();
    return new Pool(
        upstream.origins().stream()
            .map(origin -> new Server(URI.create(origin.url()), origin.weight()))
            .toList(),
        Balance.valueOf(upstream.balance().name()),
        upstream.preserveHost(),
        upstream.http2(),
        health(upstream.health()),
        tls(upstream),
        fetch.connectTimeout(),
        fetch.firstByteTimeout(),
        streamIdleTimeout,
        fetch.totalTimeout(),
        fetch.idleTimeout(),
        fetch.poolSize(),
        fetch.queueSize(),
        fetch.maxConcurrency(),
        fetch.retries(),
        fetch.retryBudget(),
        breaker.maxFailures(),
        breaker.rollingWindow(),
        breaker.resetTimeout());
  }

  static Tls tls(UpstreamConfig upstream) {
    var tls = upstream.tls();
    return new Tls(tls.ca(), tls.certificate(), tls.key(), tls.fingerprint());
  }

  private static @Nullable Health health(@Nullable HealthConfig health) {
    return health == null
        ? null
        : new Health(
            health.path(),
            health.host(),
            health.interval(),
            health.timeout(),
            health.statuses().stream()
                .flatMapToInt(range -> IntStream.rangeClosed(range.first(), range.last()))
                .boxed()
                .collect(Collectors.toSet()),
            health.rise(),
            health.fall());
  }
}
