package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.spi.RequestSample;
import io.sluice.gateway.verticle.EventLoops;
import io.sluice.gateway.verticle.FetchClient;
import io.sluice.gateway.verticle.InvalidationClient;
import io.sluice.gateway.verticle.LookupClient;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;

/**
 * What the ingress of one event loop has whatever the configuration: the ways to the other
 * verticles, and what concerns connections, which outlive a configuration.
 */
public final class IngressLoop {
  /** The longest that a look-up may take, a fetch included: lost messages apart, none does. */
  public static final Duration LOOKUP_TIMEOUT = Duration.ofHours(6);

  private final Vertx vertx;
  private final Context context;
  private final Drain drain;
  private final FetchClient fetchClient;
  private final InvalidationClient invalidations;
  private final LookupClient lookups;
  private final CodingWork codingWork;
  private final RequestSample sample;
  private final Set<HttpConnection> distrusted = Collections.newSetFromMap(new WeakHashMap<>());

  /** To be made on its event loop, whose number is {@code loop}. */
  public IngressLoop(Vertx vertx, EventLoops loops, int loop, Drain drain, RequestSample sample) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.drain = drain;
    this.fetchClient = new FetchClient(vertx, loop);
    this.invalidations = new InvalidationClient(vertx);
    this.lookups = new LookupClient(vertx, loops, LOOKUP_TIMEOUT);
    this.codingWork = new CodingWork(vertx);
    this.sample = sample;
  }

  Vertx vertx() {
    return vertx;
  }

  Context context() {
    return context;
  }

  Drain drain() {
    return drain;
  }

  FetchClient fetchClient() {
    return fetchClient;
  }

  InvalidationClient invalidations() {
    return invalidations;
  }

  LookupClient lookups() {
    return lookups;
  }

  /**
   * Requests of the gateway's own, by way of this event loop.
   *
   * @param services asked once for each
   */
  OwnRequests ownRequests(Supplier<IngressServices> services) {
    return new OwnRequests(vertx, services, lookups, fetchClient);
  }

  RequestSample sample() {
    return sample;
  }

  CodingWork codingWork() {
    return codingWork;
  }

  /**
   * Connections that carry no further request: one was refused that may end elsewhere than we
   * think, or asked for a WebSocket.
   */
  Set<HttpConnection> distrusted() {
    return distrusted;
  }
}
