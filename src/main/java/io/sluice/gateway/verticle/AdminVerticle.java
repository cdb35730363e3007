package io.sluice.gateway.verticle;

import io.sluice.gateway.verticle.admin.AdminRouter;
import io.sluice.gateway.verticle.admin.AdminServices;
import io.sluice.gateway.verticle.warming.Warming;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The admin port: control API, health, metrics, warm-up. One instance a node. */
public final class AdminVerticle extends VerticleBase {
  private final AdminServices services;
  private final AtomicInteger port;
  private @Nullable HttpServer server;
  private @Nullable Warming warming;

  /**
   * @param port the port to listen on; 0 is replaced by what the system chose
   */
  public AdminVerticle(AdminServices services, AtomicInteger port) {
    this.services = services;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    var warms = new Warming(vertx, services.warming());
    warming = warms;
    var listening =
        vertx
            .createHttpServer(new HttpServerOptions().setIdleTimeout(120))
            .requestHandler(new AdminRouter(vertx, services, warms).router());
    server = listening;
    return listening
        .listen(port.get(), services.terms().get().config().host())
        .onSuccess(
            bound -> {
              port.set(bound.actualPort());
              warms.start();
            });
  }

  @Override
  public Future<?> stop() {
    var recorded = warming == null ? Future.<Void>succeededFuture() : warming.stop();
    return server == null ? recorded : server.close().eventually(() -> recorded);
  }
}
