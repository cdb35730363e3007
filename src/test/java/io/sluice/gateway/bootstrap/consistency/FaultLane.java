package io.sluice.gateway.bootstrap.consistency;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * Breaks one thing after another, in an order that follows from a seed, on a thread of its own.
 * What it has broken it mends before it breaks the next; two lanes break two things at once.
 */
final class FaultLane {

  /** A fault from its beginning to its mending. */
  interface Fault {
    void happen(RandomGenerator random);
  }

  /**
   * @param weight how often it is chosen, compared with the others
   */
  record Choice(String name, int weight, Fault fault) {}

  private final List<Choice> choices;
  private final RandomGenerator random;
  private final Duration longestRest;
  private final FaultLog log;
  private volatile boolean stopped;
  private CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);

  FaultLane(long seed, Duration longestRest, FaultLog log, List<Choice> choices) {
    this.choices = choices;
    this.random = new SplittableRandom(seed);
    this.longestRest = longestRest;
    this.log = log;
  }

  void start() {
    ended = CompletableFuture.runAsync(this::run, task -> new Thread(task, "faults").start());
  }

  /** Returns when the last fault is mended; throws what a fault could not do. */
  void stop() {
    stopped = true;
    ended.join();
  }

  private void run() {
    while (!stopped) {
      last(random.nextLong(longestRest.toMillis() / 4, longestRest.toMillis()));
      if (!stopped) {
        var choice = choose();
        log.count(choice.name());
        choice.fault().happen(random);
      }
    }
  }

  private Choice choose() {
    int left = random.nextInt(choices.stream().mapToInt(Choice::weight).sum());
    for (var choice : choices) {
      left -= choice.weight();
      if (left < 0) {
        return choice;
      }
    }
    throw new AssertionError("the weights add up");
  }

  /** Lets a fault, or the time between two, last. */
  static void last(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
