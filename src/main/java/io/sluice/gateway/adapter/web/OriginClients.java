package io.sluice.gateway.adapter.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;

/** Makes the clients that reach the origins of a pool. */
final class OriginClients {
  private OriginClients() {}

  /** For requests. */
  static HttpClient streaming(Vertx vertx, UpstreamOptions.Pool pool) {
    return vertx
        .httpClientBuilder()
        .with(
            options(pool, pool.connectTimeout())
                .setKeepAlive(true)
                .setKeepAliveTimeout((int) Math.max(1, pool.keepAlive().toSeconds()))
                // OriginCodec relies on one request at a time.
                .setPipelining(false)
                .setDecompressionSupported(false))
        .with(
            new PoolOptions().setHttp1MaxSize(pool.connections()).setMaxWaitQueueSize(pool.queue()))
        .withConnectHandler(OriginCodec::install)
        .build();
  }

  /** For health checks, each of which tries a new connection. */
  static WebClient checking(Vertx vertx, UpstreamOptions.Pool pool, Duration timeout) {
    var client =
        vertx
            .httpClientBuilder()
            .with(options(pool, timeout).setKeepAlive(false))
            .with(new PoolOptions().setHttp1MaxSize(1).setMaxWaitQueueSize(1))
            .build();
    return WebClient.wrap(client);
  }

  /** An https origin has to show a valid certificate for its host; it is told the host (SNI). */
  private static HttpClientOptions options(UpstreamOptions.Pool pool, Duration connectTimeout) {
    return pool.tls()
        .applyTo(new HttpClientOptions().setConnectTimeout((int) connectTimeout.toMillis()));
  }
}
