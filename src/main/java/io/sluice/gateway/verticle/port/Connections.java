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
  private final int max;
  private final int maxPerAddress;
  private final List<Cidr> trusted;
  private final Counters counters;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentMap<String, Integer> byAddress = new ConcurrentHashMap<>();

  public Connections(HttpConfig http, Counters counters) {
    this.max = http.limits().maxConnections();
    this.maxPerAddress = http.limits().maxConnectionsPerAddress();
    this.trusted = http.trustedProxies();
    this.counters = counters;
  }

  /** Connections that are open now. */
  public int open() {
    return open.get();
  }

  /** Whether one more may be open; if so, {@link #leave()} is to be called. */
  boolean enter() {
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
   * Whether this client may have one more; if so, {@link #leave(InetAddress)} is to be called.
   *
   * @param address null = unknown, which counts as one client
   */
  boolean enter(@Nullable InetAddress address) {
    if (isExempt(address)) {
      return true;
    }
    String key = ClientAddress.key(address);
    int count = byAddress.merge(key, 1, Integer::sum);
    if (count <= maxPerAddress) {
      return true;
    }
    leave(address);
    counters.count(Event.CONNECTION_REFUSED);
    return false;
  }

  void leave(@Nullable InetAddress address) {
    if (!isExempt(address)) {
      byAddress.computeIfPresent(
          ClientAddress.key(address), (key, count) -> count == 1 ? null : count - 1);
    }
  }

  private boolean isExempt(@Nullable InetAddress address) {
    return maxPerAddress == 0 || (address != null && ClientAddress.isWithin(address, trusted));
  }
}
