package io.sluice.gateway.adapter.web;

import io.sluice.gateway.adapter.web.OriginFaultException.Repeat;
import io.sluice.gateway.message.GatewayFailure;
import io.sluice.gateway.message.GatewayFailure.Kind;
import io.sluice.gateway.spi.Current;
import io.sluice.gateway.spi.Upstream;
import io.sluice.gateway.spi.UpstreamRequest;
import io.sluice.gateway.spi.UpstreamResponse;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to the origin that {@link OriginPool} chooses, and to another one when an
 * idempotent request failed before any answer and the pool's {@link RetryBudget} has room.
 *
 * <p>One instance an event loop, with its own client: a shared client hands most requests to
 * connections of foreign loops, at 1.6 times the CPU.
 *
 * <p>A pool that the configuration has no more stays until it has nothing under way. A request that
 * comes for it even later, having begun under the old configuration, opens it once more.
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
  private final Map<UpstreamPools.Pool, OriginPool> pools = new LinkedHashMap<>();
  private final Runnable unfollow;
  private boolean closed;

  /** To be called on the event loop that will use it. */
  public HttpUpstream(Vertx vertx, Current<UpstreamPools> shared) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    var first = shared.get();
    first.all().forEach(this::open);
    this.unfollow = shared.follow(context, first, this::use);
  }

  private void use(UpstreamPools next) {
    // Before the old ones close, for what these take over.
    next.all().forEach(this::open);
    List.copyOf(pools.values()).forEach(this::closeIfDone);
  }

  private OriginPool open(UpstreamPools.Pool shared) {
    var known = pools.get(shared);
    if (known != null) {
      return known;
    }
    OriginPool before = null;
    for (var pool : pools.values()) {
      before = pool.shared().name().equals(shared.name()) ? pool : before;
    }
    var opened = new OriginPool(vertx, shared, before, this::closeIfDone);
    pools.put(shared, opened);
    return opened;
  }

  /** Those that are open. */
  Collection<OriginPool> pools() {
    return pools.values();
  }

  private void closeIfDone(OriginPool pool) {
    if (pool.shared().isRetired() && pool.isIdle() && pools.remove(pool.shared(), pool)) {
      pool.close();
    }
  }

  @Override
  public Future<UpstreamResponse> send(UpstreamRequest request) {
    if (!(request.pool() instanceof UpstreamPools.Pool shared)) {
      return Future.failedFuture(
          new GatewayFailure(Kind.BAD_GATEWAY, "no origin is configured for this request"));
    }
    if (closed) {
      return Future.failedFuture(shuttingDown());
    }
    var pool = open(shared);
    shared.request();
    boolean repeatable = isRepeatable(request);
    pool.enter();
    return attempt(
            request,
            pool,
            pool.choose(request, repeatable, null),
            repeatable ? pool.options().retries() : 0)
        .onComplete(done -> pool.leave());
  }

  private static GatewayFailure shuttingDown() {
    return new GatewayFailure(Kind.OVERLOADED, "this gateway is shutting down");
  }

  private Future<UpstreamResponse> attempt(
      UpstreamRequest request, OriginPool pool, @Nullable Origin origin, int repeats) {
    if (closed) {
      return Future.failedFuture(shuttingDown());
    }
    if (origin == null) {
      return pool.isFull() ? overloaded(pool) : Future.failedFuture(circuitOpen());
    }
    if (!origin.enter()) {
      // Another event loop was faster.
      return attempt(request, pool, pool.choose(request, isRepeatable(request), null), repeats);
    }
    return origin
        .guard(() -> Exchange.run(vertx, context, pool, origin, request))
        .recover(cause -> failed(request, pool, origin, cause, repeats));
  }

  private Future<UpstreamResponse> failed(
      UpstreamRequest request, OriginPool pool, Origin origin, Throwable cause, int repeats) {
    if (cause instanceof OpenCircuitException) {
      // It was not sent, so that no exchange leaves.
      origin.leave();
      return Future.failedFuture(circuitOpen());
    }
    if (cause instanceof OriginFaultException fault) {
      return again(request, pool, origin, fault, repeats);
    }
    return cause instanceof GatewayFailure failure && failure.kind() == Kind.OVERLOADED
        ? overloaded(pool)
        : Future.failedFuture(cause);
  }

  private static Future<UpstreamResponse> overloaded(OriginPool pool) {
    pool.shared().refuse();
    return Future.failedFuture(
        new GatewayFailure(Kind.OVERLOADED, "too many requests wait for the origin"));
  }

  private static boolean isRepeatable(UpstreamRequest request) {
    return request.body() == null && IDEMPOTENT.contains(request.method());
  }

  private Future<UpstreamResponse> again(
      UpstreamRequest request,
      OriginPool pool,
      Origin failed,
      OriginFaultException fault,
      int repeats) {
    var next =
        repeats > 0 && fault.repeat() != Repeat.NEVER ? pool.choose(request, true, failed) : null;
    boolean allowed = next != null && (next != failed || fault.repeat() != Repeat.ELSEWHERE);
    return allowed && (!fault.blamesOrigin() || pool.shared().spendRetry())
        ? attempt(request, pool, next, repeats - 1)
        : Future.failedFuture(fault.failure());
  }

  private static GatewayFailure circuitOpen() {
    return new GatewayFailure(Kind.CIRCUIT_OPEN, "every origin of this request has failed lately");
  }

  @Override
  public Future<Void> close() {
    closed = true;
    unfollow.run();
    var open = List.copyOf(pools.values());
    pools.clear();
    return Future.join(open.stream().map(OriginPool::close).toList()).mapEmpty();
  }
}
