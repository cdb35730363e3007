package io.sluice.gateway.verticle;

import io.sluice.gateway.spi.Current;
import io.sluice.gateway.spi.RequestSample;
import io.sluice.gateway.verticle.ingress.CurrentIngress;
import io.sluice.gateway.verticle.ingress.Drain;
import io.sluice.gateway.verticle.ingress.IngressLoop;
import io.sluice.gateway.verticle.ingress.IngressServices;
import io.sluice.gateway.verticle.port.Certificates;
import io.sluice.gateway.verticle.port.ConnectionSweep;
import io.sluice.gateway.verticle.port.Connections;
import io.sluice.gateway.verticle.port.DataPort;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The data port; one instance an event loop, all listening on the same socket address. */
public final class HttpIngressVerticle extends VerticleBase {
  private final Current<IngressServices> current;
  private final @Nullable Certificates certificates;
  private final Connections known;
  private final AtomicInteger port;
  private @Nullable HttpServer server;
  private @Nullable Drain drain;
  private @Nullable ConnectionSweep sweep;
  private @Nullable RequestSample sample;
  private Runnable unfollow = () -> {};
  private int loop = -1;

  /**
   * @param certificates null = without TLS
   * @param known the connections of all instances
   * @param port where the port that was bound is told
   */
  public HttpIngressVerticle(
      Current<IngressServices> current,
      @Nullable Certificates certificates,
      Connections known,
      AtomicInteger port) {
    this.current = current;
    this.certificates = certificates;
    this.known = known;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    var services = current.get();
    loop = services.loops().claim(HttpIngressVerticle.class.getName());
    var draining = new Drain(vertx, () -> current.get().shutdown());
    var times = new ConnectionSweep(vertx, services.http(), known, services.counters());
    sweep = times;
    // Its timer ends with the verticle, as that of the sample.
    LagProbe.start(vertx, services.loopLag(), loop);
    var sampled = services.traffic().top().join();
    sample = sampled;
    vertx.setPeriodic(1000, id -> sampled.secondPassed());
    var ingress =
        new CurrentIngress(
            services, new IngressLoop(vertx, services.loops(), loop, draining, sampled));
    unfollow =
        current.follow(
            context,
            services,
            next -> {
              ingress.use(next);
              times.limits(next.http());
            });
    var listening =
        DataPort.server(vertx, services.http(), certificates)
            .connectionHandler(times::opened)
            .requestHandler(ingress);
    drain = draining;
    server = listening;
    // To Vert.x, a negative port is one of the system's choice that all instances share.
    int wanted = services.http().port() == 0 ? -1 : services.http().port();
    return listening
        .listen(wanted, services.http().host())
        .onSuccess(
            bound -> {
              port.set(bound.actualPort());
              if (certificates != null) {
                certificates.serve(bound);
              }
            });
  }

  @Override
  public Future<?> stop() {
    if (loop < 0) {
      return Future.succeededFuture();
    }
    unfollow.run();
    var services = current.get();
    services.loops().release(HttpIngressVerticle.class.getName(), loop);
    if (sample != null) {
      services.traffic().top().leave(sample);
    }
    var listening = server;
    var connections = drain;
    if (listening != null && certificates != null) {
      certificates.forget(listening);
    }
    return listening == null || connections == null
        ? Future.succeededFuture()
        : connections
            .begin()
            .eventually(() -> listening.shutdown(services.shutdown().grace()))
            .onComplete(ended -> stopSweeping());
  }

  private void stopSweeping() {
    if (sweep != null) {
      sweep.stop();
    }
  }
}
