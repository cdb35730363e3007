package io.sluice.gateway.verticle;

import io.sluice.gateway.verticle.admin.AdminRouter;
import io.sluice.gateway.verticle.admin.AdminServices;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The admin port: control API, health, metrics. One instance a node. */
public final class AdminVerticle extends VerticleBase {
  private final AdminServices services;
  private final AtomicInteger port;
  private @Nullable HttpServer server;

  /**
   * @param port the port to listen on; 0 is replaced by what the system chose
   */
  public AdminVerticle(AdminServices services, AtomicInteger port) {
    this.services = services;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    var listening =
        vertx
            .createHttpServer(new HttpServerOptions().setIdleTimeout(120))
            .requestHandler(new AdminRouter(vertx, services).router());
    server = listening;
    return listening
        .listen(port.get(), services.terms().get().config().host())
        .onSuccess(bound -> port.set(bound.actualPort()));
  }

  @Override
  public Future<?> stop() {
    return server == null ? Future.succeededFuture() : server.close();
  }
}
