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
  private final LongAdder outstanding = new LongAdder();
  private final LongAdder attempts = new LongAdder();
  private final LongAdder faults = new LongAdder();
  // Written by the health check alone.
  private volatile boolean healthy = true;

  OriginState(UpstreamOptions.Server server) {
    this.uri = server.uri();
    this.weight = server.weight();
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
  public long attempts() {
    return attempts.sum();
  }

  @Override
  public long faults() {
    return faults.sum();
  }
}
