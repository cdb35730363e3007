package io.sluice.gateway.verticle.port;

import io.sluice.gateway.config.HttpConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the data port's server is told of the configuration. */
public final class DataPort {
  /**
   * Has Vert.x encode a read-only head once and keep its bytes; an unset one is set. It is read
   * with each connection, and there is no option for it.
   */
  private static final String ENCODE_ONCE = "vertx.cacheImmutableHttpResponseHeaders";

  static {
    if (System.getProperty(ENCODE_ONCE) == null) {
      System.setProperty(ENCODE_ONCE, "true");
    }
  }

  private DataPort() {}

  /**
   * @param certificates null = without TLS
   */
  public static HttpServer server(
      Vertx vertx, HttpConfig http, @Nullable Certificates certificates) {
    var config = new HttpServerConfig(options(http));
    return certificates == null
        ? vertx.createHttpServer(config)
        : certificates.server(vertx, config);
  }

  private static HttpServerOptions options(HttpConfig http) {
    var options =
        new HttpServerOptions()
            .setMaxHeaderSize(http.maxHeaderBytes())
            .setMaxInitialLineLength(http.maxUriBytes())
            .setInitialSettings(
                new Http2Settings()
                    .setMaxConcurrentStreams(http.http2MaxStreams())
                    .setMaxHeaderListSize(http.maxHeaderBytes()))
            .setHandle100ContinueAutomatically(false)
            // Each would be one more handler that every HTTP/1 request passes through.
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setUseProxyProtocol(http.proxyProtocol())
            .setTcpNoDelay(true)
            .setAcceptBacklog(4096)
            .setReuseAddress(true);
    if (!http.idleTimeout().isZero()) {
      options
          .setIdleTimeout((int) http.idleTimeout().toMillis())
          .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    }
    return options;
  }
}
