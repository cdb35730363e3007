package io.sluice.gateway.adapter.web;

import io.sluice.gateway.message.GatewayFailure;
import io.sluice.gateway.message.GatewayFailure.Kind;
import io.sluice.gateway.spi.Upstream;
import io.sluice.gateway.spi.UpstreamRequest;
import io.sluice.gateway.spi.UpstreamResponse;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to the origins of a pool: the one with the fewest requests under way whose circuit
 * is closed, and once more to the next when an idempotent request failed before any answer.
 *
 * <p>One instance an event loop, with its own client: a shared client hands most requests to
 * connections of foreign loops, at 1.6 times the CPU.
 */
public final class HttpUpstream implements Upstream {
  private static final Set<HttpMethod> IDEMPOTENT =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.OPTIONS,
          HttpMethod.TRACE,
          HttpMethod.PUT,
          HttpMethod.DELETE);

  private final Vertx vertx;
  private final Context context;
  private final Map<String, OriginPool> pools = new HashMap<>();
  private boolean closed;

  /** A pool with its client, which has the limits of the pool. */
  private record OriginPool(
      UpstreamOptions.Pool options, List<Origin> origins, HttpClient client) {}

  /** To be called on the event loop that will use it. */
  public HttpUpstream(Vertx vertx, UpstreamOptions options) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    options.pools().forEach((name, pool) -> pools.put(name, open(pool)));
  }

  private OriginPool open(UpstreamOptions.Pool pool) {
    var client =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setConnectTimeout((int) pool.connectTimeout().toMillis())
                    .setKeepAlive(true)
                    .setKeepAliveTimeout((int) Math.max(1, pool.keepAlive().toSeconds()))
                    // OriginCodec relies on one request at a time.
                    .setPipelining(false)
                    .setDecompressionSupported(false))
            .with(
                new PoolOptions()
                    .setHttp1MaxSize(pool.connections())
                    .setMaxWaitQueueSize(pool.queue()))
            .withConnectHandler(OriginCodec::install)
            .build();
    var origins = pool.origins().stream().map(uri -> new Origin(vertx, uri, pool)).toList();
    return new OriginPool(pool, origins, client);
  }

  @Override
  public Future<UpstreamResponse> send(UpstreamRequest request) {
    var pool = pools.get(request.pool());
    if (pool == null) {
      return Future.failedFuture(
          new GatewayFailure(Kind.BAD_GATEWAY, "no origin is configured for this request"));
    }
    boolean repeatable = request.body() == null && IDEMPOTENT.contains(request.method());
    return attempt(request, pool, null, repeatable ? pool.options().retries() : 0);
  }

  private Future<UpstreamResponse> attempt(
      UpstreamRequest request, OriginPool pool, @Nullable Origin failed, int repeats) {
    if (closed) {
      return Future.failedFuture(
          new GatewayFailure(Kind.OVERLOADED, "this gateway is shutting down"));
    }
    var origin = choose(pool.origins(), failed);
    if (origin == null) {
      return Future.failedFuture(circuitOpen());
    }
    origin.began();
    return origin
        .guard(() -> Exchange.run(vertx, context, pool.client(), origin, pool.options(), request))
        .onComplete(result -> origin.ended())
        .recover(
            cause -> {
              if (cause instanceof OriginFaultException fault) {
                return repeats > 0 && mayRepeat(fault, pool, origin)
                    ? attempt(request, pool, origin, repeats - 1)
                    : Future.failedFuture(fault.failure());
              }
              return Future.failedFuture(
                  cause instanceof OpenCircuitException ? circuitOpen() : cause);
            });
  }

  private static boolean mayRepeat(OriginFaultException fault, OriginPool pool, Origin failed) {
    return switch (fault.repeat()) {
      case ANYWHERE -> true;
      case ELSEWHERE -> choose(pool.origins(), failed) != failed;
      case NEVER -> false;
    };
  }

  /**
   * The least loaded origin whose circuit is not open; another one than {@code failed} if it can.
   */
  private static @Nullable Origin choose(List<Origin> pool, @Nullable Origin failed) {
    Origin best = null;
    for (var origin : pool) {
      if (!origin.isOpen()
          && (best == null
              || best == failed
              || (origin != failed && origin.outstanding() < best.outstanding()))) {
        best = origin;
      }
    }
    return best;
  }

  private static GatewayFailure circuitOpen() {
    return new GatewayFailure(Kind.CIRCUIT_OPEN, "every origin of this request has failed lately");
  }

  @Override
  public Future<Void> close() {
    closed = true;
    pools.values().forEach(pool -> pool.origins().forEach(Origin::close));
    return Future.join(pools.values().stream().map(pool -> pool.client().close()).toList())
        .mapEmpty();
  }
}
