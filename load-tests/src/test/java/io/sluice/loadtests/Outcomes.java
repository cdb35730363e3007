package io.sluice.loadtests;

import java.util.concurrent.atomic.LongAdder;

/** What {@code X-Cache} said, and how long the answers took. */
final class Outcomes {
  final Times all = new Times();
  final Times hits = new Times();
  private final LongAdder stale = new LongAdder();
  private final LongAdder bypassed = new LongAdder();

  void add(String xCache, int millis) {
    all.add(millis);
    switch (xCache) {
      // A stale answer is a hit, too: the origin did not keep the visitor waiting.
      case "STALE" -> {
        stale.increment();
        hits.add(millis);
      }
      case "HIT" -> hits.add(millis);
      case "BYPASS" -> bypassed.increment();
      default -> {}
    }
  }

  long count() {
    return all.count();
  }

  long bypassed() {
    return bypassed.sum();
  }

  long stale() {
    return stale.sum();
  }

  /** Those that waited for the origin. */
  long notHits() {
    return count() - hits.count();
  }

  double hitRate() {
    return (double) hits.count() / Math.max(1, count());
  }
}
