package io.sluice.gateway.adapter.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.AddressResolver;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.util.List;

/** Makes the clients that reach the origins of a pool. */
final class OriginClients {
  /** At once on a connection, even if the origin allows more. */
  private static final int STREAMS = 100;

  /**
   * What one response may send ahead of its readers. The connection's window is that of all streams
   * together, so that a response nobody reads cannot hold up the others.
   */
  private static final int STREAM_WINDOW = 256 * 1024;

  /** So many tunnels as one address can have to another; how many there may be is not its job. */
  private static final int TUNNELS = 65_535;

  /** An expired connection is used until it is noticed: less than {@link KeepAlive}'s margin. */
  private static final int EXPIRY_CHECK_MILLIS = 500;

  /**
   * Leaves names to be looked up with each connection. By default a client resolves a host once and
   * goes on with its address for ever, also when a request names a server.
   */
  private static final AddressResolver<SocketAddress> BY_NAME =
      AddressResolver.mappingResolver(List::of);

  private OriginClients() {}

  /** For requests. */
  static HttpClient streaming(Vertx vertx, UpstreamOptions.Pool pool) {
    return client(
        vertx, pool, options(pool, pool.connectTimeout()), pool.connections(), pool.queue());
  }

  /**
   * For requests that may become tunnels. These last, so that in the pool of the others a few
   * hundred would leave no connection for requests. Only HTTP/1.1 has them.
   */
  static HttpClient tunnelling(Vertx vertx, UpstreamOptions.Pool pool) {
    return client(vertx, pool, http1Options(pool, pool.connectTimeout()), TUNNELS, 0);
  }

  private static HttpClient client(
      Vertx vertx,
      UpstreamOptions.Pool pool,
      HttpClientOptions options,
      int connections,
      int queue) {
    return vertx
        .httpClientBuilder()
        .with(
            options
                .setKeepAlive(true)
                .setKeepAliveTimeout((int) Math.max(1, pool.keepAlive().toSeconds()))
                .setHttp2KeepAliveTimeout((int) Math.max(1, pool.keepAlive().toSeconds()))
                // OriginCodec relies on one request at a time.
                .setPipelining(false)
                .setDecompressionSupported(false))
        .with(
            new PoolOptions()
                .setHttp1MaxSize(connections)
                .setHttp2MaxSize(1)
                .setMaxWaitQueueSize(queue)
                .setCleanerPeriod(EXPIRY_CHECK_MILLIS))
        .withAddressResolver(BY_NAME)
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
            .withAddressResolver(BY_NAME)
            .build();
    return WebClient.wrap(client);
  }

  private static HttpClientOptions options(UpstreamOptions.Pool pool, Duration connectTimeout) {
    var options = http1Options(pool, connectTimeout);
    if (pool.http2()) {
      options
          .setProtocolVersion(HttpVersion.HTTP_2)
          .setUseAlpn(true)
          // An http origin is known to speak it: an Upgrade would cost a round trip.
          .setHttp2ClearTextUpgrade(false)
          .setHttp2MultiplexingLimit(STREAMS)
          .setHttp2ConnectionWindowSize(STREAMS * STREAM_WINDOW)
          .setInitialSettings(
              new Http2Settings()
                  .setPushEnabled(false)
                  .setInitialWindowSize(STREAM_WINDOW)
                  // A head that is too long breaks the connection, and all requests on it.
                  .setMaxHeaderListSize(ResponseDecoder.MAX_HEAD_BYTES));
    }
    return options;
  }

  /** An https origin has to show a valid certificate for its host; it is told the host (SNI). */
  private static HttpClientOptions http1Options(
      UpstreamOptions.Pool pool, Duration connectTimeout) {
    return pool.tls()
        .applyTo(new HttpClientOptions().setConnectTimeout((int) connectTimeout.toMillis()));
  }
}
