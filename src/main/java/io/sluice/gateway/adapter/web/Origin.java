package io.sluice.gateway.adapter.web;

import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.function.Supplier;

/** One server behind the gateway, as one event loop sees it: its address, its breaker, its load. */
final class Origin {
  private static final double FAULT_SHARE_WEIGHT = 0.1;

  private final String name;
  private final String host;
  private final int port;
  private final boolean tls;
  private final CircuitBreaker breaker;
  private int outstanding;
  // Of the last dozen exchanges or so; as it starts, the first fault counts.
  private double faultShare = 0.5;

  Origin(Vertx vertx, URI uri, UpstreamOptions.Pool options) {
    this.name = uri.toString();
    this.host = uri.getHost();
    this.tls = "https".equalsIgnoreCase(uri.getScheme());
    this.port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
    this.breaker =
        CircuitBreaker.create(
            name,
            vertx,
            new CircuitBreakerOptions()
                // Deadlines are the exchange's own: the breaker's would leave a late answer's
                // connection behind.
                .setTimeout(-1)
                .setNotificationAddress(null)
                .setMaxFailures(options.breakerFailures())
                .setFailuresRollingWindow(options.breakerWindow().toMillis())
                .setResetTimeout(options.breakerReset().toMillis()));
    breaker.failurePolicy(
        result ->
            countsAsFailure(result.failed() && result.cause() instanceof OriginFaultException));
  }

  /**
   * Whether an exchange counts towards opening the circuit: a fault does while at least every
   * second exchange is one. The breaker counts faults alone, so that without this a few broken URLs
   * would take a busy, healthy origin away. A client that left, or a full queue of our own, says
   * nothing.
   */
  private boolean countsAsFailure(boolean fault) {
    faultShare += FAULT_SHARE_WEIGHT * ((fault ? 1 : 0) - faultShare);
    return fault && faultShare >= 0.5;
  }

  /** Runs one exchange under the breaker. */
  <T> Future<T> guard(Supplier<Future<T>> exchange) {
    return breaker.execute(exchange);
  }

  boolean isOpen() {
    return breaker.state() == CircuitBreakerState.OPEN;
  }

  int outstanding() {
    return outstanding;
  }

  void began() {
    outstanding++;
  }

  void ended() {
    outstanding--;
  }

  /** What goes into Host when the client's is not preserved. */
  String authority() {
    String name = host.indexOf(':') < 0 || host.startsWith("[") ? host : "[" + host + "]";
    return port == (tls ? 443 : 80) ? name : name + ":" + port;
  }

  /** Where to connect; the authority that the origin is told is the request's. */
  RequestOptions address() {
    return new RequestOptions().setHost(host).setPort(port).setSsl(tls);
  }

  void close() {
    breaker.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
