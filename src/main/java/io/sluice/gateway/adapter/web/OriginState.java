package io.sluice.gateway.adapter.web;

import io.sluice.gateway.spi.UpstreamStatus.OriginStatus;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What all event loops of the node know about one origin. */
final class OriginState implements OriginStatus {
  private final URI uri;
  private final int weight;
  private final AtomicInteger openCircuits = new AtomicInteger();
  private final int maxInFlight;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final LongAdder outstanding = new LongAdder();
  private final LongAdder attempts = new LongAdder();
  private final LongAdder faults = new LongAdder();
  // Written by the health check alone.
  private volatile boolean healthy = true;

  /**
   * @param maxInFlight 0 = no limit
   */
  OriginState(UpstreamOptions.Server server, int maxInFlight) {
    this.uri = server.uri();
    this.weight = server.weight();
    this.maxInFlight = maxInFlight == 0 ? Integer.MAX_VALUE : maxInFlight;
  }

  URI uri() {
    return uri;
  }

  int weight() {
    return weight;
  }

  /** What the health check says. */
  void setHealthy(boolean healthy) {
    this.healthy = healthy;
  }

  boolean isHealthy() {
    return healthy;
  }

  void circuitOpened() {
    openCircuits.incrementAndGet();
  }

  void circuitNoLongerOpen() {
    openCircuits.decrementAndGet();
  }

  boolean hasRoom() {
    return inFlight.get() < maxInFlight;
  }

  /** Whether one more request may be under way; if so, {@link #leave} is to be called. */
  boolean enter() {
    while (true) {
      int now = inFlight.get();
      if (now >= maxInFlight) {
        return false;
      }
      if (inFlight.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  void leave() {
    inFlight.decrementAndGet();
  }

  void began() {
    outstanding.increment();
    attempts.increment();
  }

  void ended(boolean fault) {
    outstanding.decrement();
    if (fault) {
      faults.increment();
    }
  }

  @Override
  public String url() {
    return uri.toString();
  }

  @Override
  public boolean isUp() {
    return healthy && openCircuits.get() == 0;
  }

  @Override
  public int openCircuits() {
    return openCircuits.get();
  }

  @Override
  public long outstanding() {
    return outstanding.sum();
  }

  @Override
  public long inFlight() {
    return inFlight.get();
  }

  @Override
  public long attempts() {
    return attempts.sum();
  }

  @Override
  public long faults() {
    return faults.sum();
  }
}
