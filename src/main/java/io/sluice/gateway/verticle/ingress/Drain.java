package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.config.ShutdownConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How the connections of one event loop come to their ends when the node stops.
 *
 * <p>Closing a kept-alive connection loses the request that its client is just sending (RFC 9112
 * §9.6). So every client is told with its next answer, which is its last one here, and only a
 * connection that stays silent until the delay is over is closed without a word. Meanwhile requests
 * and connections are accepted: whoever balances the load learns from the readiness probe to go
 * elsewhere.
 */
public final class Drain {
  private final Vertx vertx;
  private final Supplier<ShutdownConfig> current;
  private final Set<Runnable> endless = Collections.newSetFromMap(new IdentityHashMap<>());
  private boolean begun;
  private long endOfDelayNanos;
  private boolean announced;

  /**
   * @param current as configured at the time of asking
   */
  public Drain(Vertx vertx, Supplier<ShutdownConfig> current) {
    this.vertx = vertx;
    this.current = current;
  }

  /**
   * From now on every answer is the last one on its connection.
   *
   * @return completes when everybody has had the time to be told
   */
  public Future<Void> begin() {
    begun = true;
    var shutdown = current.get();
    endOfDelayNanos = System.nanoTime() + shutdown.delay().toNanos();
    var announced =
        shutdown.delay().isZero()
            ? Future.<Void>succeededFuture()
            : vertx.timer(shutdown.delay().toMillis(), TimeUnit.MILLISECONDS).<Void>mapEmpty();
    return announced.onComplete(v -> endTheEndless());
  }

  private void endTheEndless() {
    announced = true;
    var ends = List.copyOf(endless);
    endless.clear();
    ends.forEach(Runnable::run);
  }

  /** Whether the node is stopping. */
  boolean isBegun() {
    return begun;
  }

  /**
   * Something that has no end of its own: it is ended with the silent connections, lest it hold up
   * the end of the node.
   *
   * @param end on this event loop
   */
  void endless(Runnable end) {
    if (announced) {
      end.run();
    } else {
      endless.add(end);
    }
  }

  /** It has ended. */
  void ended(Runnable end) {
    endless.remove(end);
  }

  /**
   * Before a request is answered: makes it the last one on its connection if the node is stopping.
   * HTTP/2 has GOAWAY for that, which the server sends itself.
   */
  void answering(HttpServerRequest request) {
    if (!begun || request.version() == HttpVersion.HTTP_2) {
      return;
    }
    var response = request.response();
    if (!response.headWritten()) {
      response.headersEndHandler(
          v -> response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE));
    }
    long left = Math.max(0, endOfDelayNanos - System.nanoTime());
    request.connection().shutdown(current.get().grace().plusNanos(left));
  }
}
