package io.sluice.gateway.adapter.web;

import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One server behind the gateway, as one event loop sees it: its address, its breaker, its load. */
final class Origin {
  private static final double FAULT_SHARE_WEIGHT = 0.1;

  private final OriginState state;
  private final long nameHash;
  private final String host;
  private final int port;
  private final boolean tls;
  private final CircuitBreaker breaker;
  private int users = 1;
  private int outstanding;
  private int credit;
  // Whether a request tries the half-open circuit.
  private boolean probing;
  // Of the last dozen exchanges or so; as it starts, the first fault counts.
  private double faultShare = 0.5;

  Origin(Vertx vertx, OriginState state, UpstreamOptions.Pool options) {
    this.state = state;
    this.nameHash = ConsistentHash.hash(state.url(), 0);
    this.host = state.uri().getHost();
    this.tls = isTls(state.uri());
    this.port = port(state.uri());
    this.breaker =
        CircuitBreaker.create(
            state.url(),
            vertx,
            new CircuitBreakerOptions()
                // Deadlines are the exchange's own: the breaker's would leave a late answer's
                // connection behind.
                .setTimeout(-1)
                .setNotificationAddress(null)
                .setMaxFailures(options.breakerFailures())
                .setFailuresRollingWindow(options.breakerWindow().toMillis())
                .setResetTimeout(options.breakerReset().toMillis()));
    breaker.failurePolicy(result -> countsAsFailure(isFault(result.cause())));
    breaker.openHandler(v -> state.circuitOpened());
    breaker.halfOpenHandler(
        v -> {
          probing = false;
          state.circuitNoLongerOpen();
        });
  }

  static boolean isTls(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : isTls(uri) ? 443 : 80;
  }

  private static boolean isFault(@Nullable Throwable cause) {
    return cause instanceof OriginFaultException fault && fault.blamesOrigin();
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

  /** Runs one exchange under the breaker, and counts it. */
  <T> Future<T> guard(Supplier<Future<T>> exchange) {
    probing |= isHalfOpen();
    outstanding++;
    state.began();
    return breaker
        .execute(exchange)
        .onComplete(
            result -> {
              outstanding--;
              state.ended(isFault(result.cause()));
            });
  }

  /** Whether it may have one more request under way, as far as can be known beforehand. */
  boolean hasRoom() {
    return state.hasRoom();
  }

  /** See {@link OriginState#enter}. */
  boolean enter() {
    return state.enter();
  }

  void leave() {
    state.leave();
  }

  /** Whether the circuit lets a request through. */
  boolean admits() {
    return switch (breaker.state()) {
      case CLOSED -> true;
      case HALF_OPEN -> !probing;
      case OPEN -> false;
    };
  }

  boolean isHalfOpen() {
    return breaker.state() == CircuitBreakerState.HALF_OPEN;
  }

  /** Whether neither the health check nor another event loop's circuit speaks against it. */
  boolean isFit() {
    return state.isUp();
  }

  int outstanding() {
    return outstanding;
  }

  int weight() {
    return state.weight();
  }

  /** Of its URL, the same on every node. */
  long nameHash() {
    return nameHash;
  }

  /** What it has to its credit in the round robin. */
  int credit() {
    return credit;
  }

  /** Adds its weight to its credit, and returns that. */
  int earn() {
    credit += weight();
    return credit;
  }

  void pay(int price) {
    credit -= price;
  }

  /** What goes into Host when the client's is not preserved. */
  String authority() {
    String name = host.indexOf(':') < 0 || host.startsWith("[") ? host : "[" + host + "]";
    return port == (tls ? 443 : 80) ? name : name + ":" + port;
  }

  /** Where to connect; the authority that the origin is told is the request's. */
  String host() {
    return host;
  }

  int port() {
    return port;
  }

  RequestOptions address() {
    return new RequestOptions()
        .setServer(SocketAddress.inetSocketAddress(port, host))
        .setHost(host)
        .setPort(port)
        .setSsl(tls);
  }

  OriginState state() {
    return state;
  }

  /** One more pool has it. */
  Origin share() {
    users++;
    return this;
  }

  /** A pool has it no more; the last one takes it with it. */
  void close() {
    if (--users > 0) {
      return;
    }
    breaker.close();
    if (breaker.state() == CircuitBreakerState.OPEN) {
      state.circuitNoLongerOpen();
    }
  }

  @Override
  public String toString() {
    return state.url();
  }
}
