package io.sluice.gateway.verticle.port;

import io.sluice.gateway.config.Cidr;
import io.sluice.gateway.config.HttpConfig;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.verticle.ClientAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many connections the data port has, in all and of each client; shared by all threads. A
 * trusted proxy speaks for many clients, so that its own address has no limit.
 */
public final class Connections {
  private final Counters counters;
  private volatile Bounds bounds;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentMap<String, Integer> byAddress = new ConcurrentHashMap<>();

  private record Bounds(int max, int maxPerAddress, List<Cidr> trusted) {
    static Bounds of(HttpConfig http) {
      return new Bounds(
          http.limits().maxConnections(),
          http.limits().maxConnectionsPerAddress(),
          http.trustedProxies());
    }

    boolean exempts(@Nullable InetAddress address) {
      return maxPerAddress == 0 || (address != null && ClientAddress.isWithin(address, trusted));
    }
  }

  public Connections(HttpConfig http, Counters counters) {
    this.bounds = Bounds.of(http);
    this.counters = counters;
  }

  /** From now on these bounds hold; connections that are open stay so, and count as they did. */
  public void limits(HttpConfig http) {
    bounds = Bounds.of(http);
  }

  /** Connections that are open now. */
  public int open() {
    return open.get();
  }

  /** Whether one more may be open; if so, {@link #leave()} is to be called. */
  boolean enter() {
    int max = bounds.max();
    if (open.incrementAndGet() <= max || max == 0) {
      return true;
    }
    open.decrementAndGet();
    counters.count(Event.CONNECTION_REFUSED);
    return false;
  }

  void leave() {
    open.decrementAndGet();
  }

  /**
   * Counts one more of this client.
   *
   * @param address null = unknown, which counts as one client
   * @return to be run when it is closed; null = it may not be open
   */
  @Nullable Runnable enter(@Nullable InetAddress address) {
    var current = bounds;
    if (current.exempts(address)) {
      return () -> {};
    }
    String key = ClientAddress.key(address);
    int count = byAddress.merge(key, 1, Integer::sum);
    if (count <= current.maxPerAddress()) {
      return () -> leave(key);
    }
    leave(key);
    counters.count(Event.CONNECTION_REFUSED);
    return null;
  }

  private void leave(String key) {
    byAddress.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
  }
}
