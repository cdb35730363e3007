package io.sluice.gateway.bootstrap.consistency;

import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** What was broken and when, in seconds since the start of the check. */
final class FaultLog {
  private final long startNanos = System.nanoTime();
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> counts = new TreeMap<>();

  void add(String what) {
    lines.add(
        String.format(Locale.ROOT, "%9.4f  %s", (System.nanoTime() - startNanos) / 1e9, what));
  }

  /** Another fault of this name begins. */
  synchronized void count(String name) {
    counts.merge(name, 1, Integer::sum);
  }

  synchronized String counts() {
    int all = counts.values().stream().mapToInt(Integer::intValue).sum();
    return all + " " + counts;
  }

  @Override
  public String toString() {
    return lines.stream().collect(Collectors.joining("\n"));
  }
}
