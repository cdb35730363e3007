package io.sluice.gateway.adapter.web;

import io.sluice.gateway.spi.UpstreamRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pool as one event loop sees it: with its own client, circuit breakers and turns. */
final class OriginPool {
  private final UpstreamPools.Pool shared;
  private final HttpClient client;
  private final HttpClient tunnelClient;
  private final List<Origin> origins;
  private final Balancer balancer;

  OriginPool(Vertx vertx, UpstreamPools.Pool shared) {
    this.shared = shared;
    this.client = OriginClients.streaming(vertx, shared.options());
    this.tunnelClient = OriginClients.tunnelling(vertx, shared.options());
    this.origins =
        shared.origins().stream().map(state -> new Origin(vertx, state, shared.options())).toList();
    this.balancer = Balancer.of(shared.options().balance());
  }

  UpstreamPools.Pool shared() {
    return shared;
  }

  UpstreamOptions.Pool options() {
    return shared.options();
  }

  HttpClient clientFor(UpstreamRequest request) {
    return request.webSocketKey() == null ? client : tunnelClient;
  }

  Future<Void> closeClients() {
    return Future.join(client.close(), tunnelClient.close()).mapEmpty();
  }

  List<Origin> origins() {
    return origins;
  }

  /** Whether a request fails for want of room, not because every circuit is open. */
  boolean isFull() {
    return origins.stream().anyMatch(origin -> origin.admits() && !origin.hasRoom());
  }

  /**
   * Chooses where to send. An origin whose circuit is open on this loop gets nothing. What the
   * health check or another loop's circuit has against one counts only while there is a better one:
   * if they are right, the request fails either way.
   *
   * @param probe whether the request may be the one that tries a half-open circuit
   * @param failed where it has just failed; comes after others that are as fit
   * @return null if every circuit is open or all origins are full
   */
  @Nullable Origin choose(UpstreamRequest request, boolean probe, @Nullable Origin failed) {
    var fittest = new ArrayList<Origin>(origins.size());
    int best = Integer.MAX_VALUE;
    for (var origin : origins) {
      if (!origin.admits() || !origin.hasRoom()) {
        continue;
      }
      int demerits =
          (origin.isFit() && (probe || !origin.isHalfOpen()) ? 0 : 2) + (origin == failed ? 1 : 0);
      if (demerits < best) {
        best = demerits;
        fittest.clear();
      }
      if (demerits == best) {
        fittest.add(origin);
      }
    }
    return switch (fittest.size()) {
      case 0 -> null;
      case 1 -> fittest.get(0);
      default -> balancer.pick(fittest, request);
    };
  }
}
