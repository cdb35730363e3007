package io.sluice.gateway.adapter.web;

import io.sluice.gateway.spi.UpstreamStatus.OriginStatus;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What all event loops of the node know about one origin of a pool. When it is treated otherwise
 * than before there is another one, which goes on with its counts.
 */
final class OriginState implements OriginStatus {
  private final UpstreamOptions.Server server;
  private final AtomicInteger openCircuits = new AtomicInteger();
  private final int maxInFlight;
  private final Counts counts;
  // Written by the health check alone.
  private volatile boolean healthy;

  private record Counts(
      AtomicInteger inFlight, LongAdder outstanding, LongAdder attempts, LongAdder faults) {
    Counts() {
      this(new AtomicInteger(), new LongAdder(), new LongAdder(), new LongAdder());
    }
  }

  /**
   * @param maxInFlight 0 = no limit
   */
  OriginState(UpstreamOptions.Server server, int maxInFlight) {
    this(server, maxInFlight, new Counts(), true);
  }

  private OriginState(
      UpstreamOptions.Server server, int maxInFlight, Counts counts, boolean healthy) {
    this.server = server;
    this.maxInFlight = maxInFlight == 0 ? Integer.MAX_VALUE : maxInFlight;
    this.counts = counts;
    this.healthy = healthy;
  }

  /**
   * The same origin, treated otherwise from now on.
   *
   * @param checked whether something will ask it how it is: then it is as it was until that knows
   *     better
   */
  OriginState changed(UpstreamOptions.Server server, int maxInFlight, boolean checked) {
    return new OriginState(server, maxInFlight, counts, healthy || !checked);
  }

  UpstreamOptions.Server server() {
    return server;
  }

  URI uri() {
    return server.uri();
  }

  int weight() {
    return server.weight();
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
    return counts.inFlight.get() < maxInFlight;
  }

  /** Whether one more request may be under way; if so, {@link #leave} is to be called. */
  boolean enter() {
    while (true) {
      int now = counts.inFlight.get();
      if (now >= maxInFlight) {
        return false;
      }
      if (counts.inFlight.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  void leave() {
    counts.inFlight.decrementAndGet();
  }

  void began() {
    counts.outstanding.increment();
    counts.attempts.increment();
  }

  void ended(boolean fault) {
    counts.outstanding.decrement();
    if (fault) {
      counts.faults.increment();
    }
  }

  @Override
  public String url() {
    return server.uri().toString();
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
    return counts.outstanding.sum();
  }

  @Override
  public long inFlight() {
    return counts.inFlight.get();
  }

  @Override
  public long attempts() {
    return counts.attempts.sum();
  }

  @Override
  public long faults() {
    return counts.faults.sum();
  }
}
