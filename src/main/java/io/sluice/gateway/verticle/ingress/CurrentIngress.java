package io.sluice.gateway.verticle.ingress;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/**
 * Hands each request of one event loop to the {@link Ingress} of the configuration that is current
 * when it comes: one field is read, and everything that becomes of the request hangs on it.
 */
public final class CurrentIngress implements Handler<HttpServerRequest> {
  private final IngressLoop loop;
  private Ingress current;

  public CurrentIngress(IngressServices services, IngressLoop loop) {
    this.loop = loop;
    this.current = new Ingress(services, loop);
  }

  /** From now on requests come under these; on the event loop. */
  public void use(IngressServices services) {
    current = new Ingress(services, loop);
  }

  @Override
  public void handle(HttpServerRequest request) {
    current.handle(request);
  }
}
