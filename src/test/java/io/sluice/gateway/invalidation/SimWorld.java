package io.sluice.gateway.invalidation;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Supplier;

/** Virtual time, seeded chance, and a trace: the same seed gives the same run to the last event. */
final class SimWorld {
  static final double MILLI = 1e6;

  private final PriorityQueue<Event> queue = new PriorityQueue<>();
  private final Random random;
  private final boolean tracing;
  private final List<String> trace = new ArrayList<>();
  private long count;
  private long now;
  private boolean ended;

  private record Event(long at, long order, Runnable task) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
    }
  }

  SimWorld(long seed, boolean tracing) {
    this.random = new Random(seed);
    this.tracing = tracing;
  }

  /** Nanoseconds since the beginning. */
  long now() {
    return now;
  }

  /** Never the same number twice, never 0. */
  long unique() {
    return ++count;
  }

  void afterMillis(double millis, Runnable task) {
    afterNanos((long) (millis * MILLI), task);
  }

  void afterNanos(long nanos, Runnable task) {
    queue.add(new Event(now + Math.max(0, nanos), ++count, task));
  }

  void run(double untilMillis) {
    long until = (long) (untilMillis * MILLI);
    while (!ended && !queue.isEmpty() && queue.peek().at <= until) {
      Event event = queue.remove();
      now = event.at;
      event.task.run();
    }
  }

  void end() {
    ended = true;
  }

  double uniform(double from, double to) {
    return from + random.nextDouble() * (to - from);
  }

  /** Exponentially distributed. */
  double exponential(double mean) {
    return -Math.log(1 - random.nextDouble()) * mean;
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  double anyOf(double... values) {
    return values[random.nextInt(values.length)];
  }

  <T> T anyOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** The way of one message. */
  double networkMillis() {
    return anyOf(.3, .5, 1, 1, 2, 30) * uniform(.5, 1.5);
  }

  void trace(Supplier<String> line) {
    if (tracing) {
      trace.add("%10.3f ms  %s".formatted(now / MILLI, line.get()));
    }
  }

  List<String> trace() {
    return trace;
  }
}
