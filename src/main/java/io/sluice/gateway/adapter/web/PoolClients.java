package io.sluice.gateway.adapter.web;

import io.sluice.gateway.spi.UpstreamRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;

/** The clients of one pool and event loop, and with them its connections. */
final class PoolClients {
  private final UpstreamOptions.Pool options;
  private final HttpClient requests;
  private final HttpClient tunnels;
  private int users = 1;

  PoolClients(Vertx vertx, UpstreamOptions.Pool options) {
    this.options = options;
    this.requests = OriginClients.streaming(vertx, options);
    this.tunnels = OriginClients.tunnelling(vertx, options);
  }

  /** Whether those of a pool with these options would be the same. */
  boolean suit(UpstreamOptions.Pool others) {
    return options.connectsAs(others);
  }

  HttpClient of(UpstreamRequest request) {
    return request.webSocketKey() == null ? requests : tunnels;
  }

  /** One more pool has them: the next configuration's. */
  PoolClients share() {
    users++;
    return this;
  }

  /** A pool has them no more; the last one takes them with it. */
  Future<Void> close() {
    return --users > 0
        ? Future.succeededFuture()
        : Future.join(requests.close(), tunnels.close()).mapEmpty();
  }
}
