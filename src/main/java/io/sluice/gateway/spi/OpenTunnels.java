package io.sluice.gateway.spi;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts a node's tunnels, those that are being opened included, and bounds them; any thread. */
public final class OpenTunnels {
  private volatile int limit;
  private final AtomicInteger open = new AtomicInteger();

  public OpenTunnels(int limit) {
    this.limit = limit;
  }

  /** From now on so many may be open; those that are stay so. */
  public void limit(int limit) {
    this.limit = limit;
  }

  /** Counts one in, unless there are as many as there may be. */
  public boolean tryOpen() {
    if (open.incrementAndGet() <= limit) {
      return true;
    }
    open.decrementAndGet();
    return false;
  }

  public void closed() {
    open.decrementAndGet();
  }

  public int count() {
    return open.get();
  }
}
