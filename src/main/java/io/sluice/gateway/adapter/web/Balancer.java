package io.sluice.gateway.adapter.web;

import io.sluice.gateway.spi.UpstreamRequest;
import java.util.List;

/** Chooses among origins that are equally fit. One for each pool and event loop. */
interface Balancer {

  /**
   * @param candidates at least one
   */
  Origin pick(List<Origin> candidates, UpstreamRequest request);

  static Balancer of(UpstreamOptions.Balance balance) {
    return switch (balance) {
      case LEAST_OUTSTANDING -> Balancer::leastOutstanding;
      case ROUND_ROBIN -> (candidates, request) -> inTurn(candidates);
      case CONSISTENT_HASH -> ConsistentHash::pick;
    };
  }

  /** Fewest requests under way for its weight; in turn among those with equally few. */
  private static Origin leastOutstanding(List<Origin> candidates, UpstreamRequest request) {
    var first = candidates.get(0);
    for (var origin : candidates) {
      if (isLessBusy(origin, first)) {
        first = origin;
      }
    }
    var least = first;
    return inTurn(candidates.stream().filter(origin -> !isLessBusy(least, origin)).toList());
  }

  private static boolean isLessBusy(Origin one, Origin other) {
    return (long) one.outstanding() * other.weight() < (long) other.outstanding() * one.weight();
  }

  /**
   * Smooth weighted round robin: each earns its weight, the richest is chosen and pays what all
   * have earned. Weights 3 and 1 make a a b a, not a a a b.
   */
  private static Origin inTurn(List<Origin> candidates) {
    var richest = candidates.get(0);
    int total = 0;
    for (var origin : candidates) {
      total += origin.weight();
      if (origin.earn() > richest.credit()) {
        richest = origin;
      }
    }
    richest.pay(total);
    return richest;
  }
}
