package io.sluice.gateway.adapter.web;

import io.sluice.gateway.spi.UpstreamRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A pool as one event loop sees it: with its own clients, circuit breakers and turns. What has not
 * changed since the pool of that name before it, it shares with that one.
 */
final class OriginPool {
  private final UpstreamPools.Pool shared;
  private final PoolClients clients;
  private final List<Origin> origins;
  private final Balancer balancer;
  private final Consumer<OriginPool> whenIdle;
  private int underWay;

  /**
   * @param before the one of that name until now, still open; or null
   * @param whenIdle told each time that the last exchange has ended
   */
  OriginPool(
      Vertx vertx,
      UpstreamPools.Pool shared,
      @Nullable OriginPool before,
      Consumer<OriginPool> whenIdle) {
    this.shared = shared;
    this.clients =
        before != null && before.clients.suit(shared.options())
            ? before.clients.share()
            : new PoolClients(vertx, shared.options());
    this.origins =
        shared.origins().stream()
            .map(
                state -> {
                  var known = before == null ? null : before.origin(state);
                  return known == null ? new Origin(vertx, state, shared.options()) : known.share();
                })
            .toList();
    this.balancer = Balancer.of(shared.options().balance());
    this.whenIdle = whenIdle;
  }

  private @Nullable Origin origin(OriginState state) {
    for (var origin : origins) {
      if (origin.state() == state) {
        return origin;
      }
    }
    return null;
  }

  /** Something uses it; {@link #leave} is to be called. */
  void enter() {
    underWay++;
  }

  void leave() {
    if (--underWay == 0) {
      whenIdle.accept(this);
    }
  }

  boolean isIdle() {
    return underWay == 0;
  }

  UpstreamPools.Pool shared() {
    return shared;
  }

  UpstreamOptions.Pool options() {
    return shared.options();
  }

  HttpClient clientFor(UpstreamRequest request) {
    return clients.of(request);
  }

  /** Closes what it shares with no other. */
  Future<Void> close() {
    origins.forEach(Origin::close);
    return clients.close();
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
