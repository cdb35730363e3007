package io.sluice.gateway.spi;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of very many names occur most, in bounded room: the Space-Saving algorithm (Metwally,
 * Agrawal, El Abbadi 2005), whose counts fade, so that they tell of the last minutes. A newcomer
 * takes the place and the count of the rarest known name; what it is shown with is what was seen of
 * it since, never too much. For one thread.
 */
final class HeavyHitters {
  /** Below this, nothing is worth a place. */
  private static final double FORGOTTEN = 0.01;

  private final int capacity;
  private final Map<String, Counter> counters = new HashMap<>();

  private static final class Counter {
    /** Decides about the place: includes what was taken over. */
    private double weight;

    private double seen;
    private double hits;

    private void add(double times, boolean hit) {
      weight += times;
      seen += times;
      hits += hit ? times : 0;
    }

    private void fade(double factor) {
      weight *= factor;
      seen *= factor;
      hits *= factor;
    }
  }

  /**
   * @param capacity how many names are known at a time
   */
  HeavyHitters(int capacity) {
    this.capacity = capacity;
  }

  /**
   * @param times how many occurrences this one stands for
   */
  void add(String name, double times, boolean hit) {
    var counter = counters.get(name);
    if (counter == null) {
      counter = new Counter();
      if (counters.size() == capacity) {
        counter.weight = displaceRarest();
      }
      counters.put(name, counter);
    }
    counter.add(times, hit);
  }

  private double displaceRarest() {
    var rarest =
        counters.entrySet().stream()
            .min(Comparator.comparingDouble(entry -> entry.getValue().weight))
            .orElseThrow();
    counters.remove(rarest.getKey());
    return rarest.getValue().weight;
  }

  /** Makes all that was counted so far count less. */
  void fade(double factor) {
    counters.values().forEach(counter -> counter.fade(factor));
    counters.values().removeIf(counter -> counter.weight < FORGOTTEN);
  }

  /**
   * The names that were seen most, most first.
   *
   * @param unit what counts as one
   */
  List<TopRequests.Frequent> top(int limit, double unit) {
    return counters.entrySet().stream()
        .map(
            entry ->
                new TopRequests.Frequent(
                    entry.getKey(), entry.getValue().seen / unit, entry.getValue().hits / unit))
        .sorted(TopRequests.MOST_FIRST)
        .limit(limit)
        .toList();
  }
}
