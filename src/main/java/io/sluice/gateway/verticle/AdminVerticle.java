package io.sluice.gateway.verticle;

import io.sluice.gateway.verticle.admin.AdminRouter;
import io.sluice.gateway.verticle.admin.AdminServices;
import io.sluice.gateway.verticle.port.Certificates;
import io.sluice.gateway.verticle.warming.Warming;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The admin port: control API, health, metrics, warm-up. One instance a node. */
public final class AdminVerticle extends VerticleBase {
  private final AdminServices services;
  private final AtomicInteger port;
  private final @Nullable Certificates certificates;
  private @Nullable HttpServer server;
  private @Nullable AdminRouter router;
  private @Nullable Warming warming;

  /**
   * @param port the port to listen on; 0 is replaced by what the system chose
   * @param certificates null = without TLS
   */
  public AdminVerticle(
      AdminServices services, AtomicInteger port, @Nullable Certificates certificates) {
    this.services = services;
    this.port = port;
    this.certificates = certificates;
  }

  @Override
  public Future<?> start() {
    var warms = new Warming(vertx, services.warming());
    warming = warms;
    var routes = new AdminRouter(vertx, services, warms);
    router = routes;
    var config = new HttpServerConfig(new HttpServerOptions().setIdleTimeout(120));
    var pairs = certificates;
    var listening =
        (pairs == null ? vertx.createHttpServer(config) : pairs.server(vertx, config))
            .requestHandler(routes.router());
    server = listening;
    return listening
        .listen(port.get(), services.terms().get().config().host())
        .onSuccess(
            bound -> {
              port.set(bound.actualPort());
              if (pairs != null) {
                pairs.serve(listening);
              }
              warms.start();
            });
  }

  /** What can be called, once it has started. */
  @Nullable AdminRouter router() {
    return router;
  }

  @Override
  public Future<?> stop() {
    var recorded = warming == null ? Future.<Void>succeededFuture() : warming.stop();
    var listening = server;
    if (listening == null) {
      return recorded;
    }
    if (certificates != null) {
      certificates.forget(listening);
    }
    return listening.close().eventually(() -> recorded);
  }
}
