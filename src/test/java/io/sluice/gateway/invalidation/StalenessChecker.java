package io.sluice.gateway.invalidation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds every read against the promise: nothing older than an invalidation that had succeeded
 * before it was received.
 */
final class StalenessChecker {
  private final SimWorld world;
  private final Map<Integer, List<Success>> successes = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final List<Long> latencies = new ArrayList<>();
  private @Nullable String violation;

  /** {@code required}: the oldest version that may be read from then on. */
  private record Success(long at, int required) {}

  StalenessChecker(SimWorld world) {
    this.world = world;
  }

  void succeeded(Map<Integer, Integer> versions, long submitted) {
    count("succeeded");
    latencies.add(world.now() - submitted);
    versions.forEach(
        (key, version) -> {
          List<Success> list = successes.computeIfAbsent(key, k -> new ArrayList<>());
          int before = list.isEmpty() ? 0 : list.get(list.size() - 1).required;
          list.add(new Success(world.now(), Math.max(before, version)));
        });
  }

  void read(SimNode node, int key, long arrived, int version, String source) {
    count(source);
    world.trace(() -> node + " answers key " + key + " v" + version + " from " + source);
    List<Success> list = successes.getOrDefault(key, List.of());
    for (int i = list.size() - 1; i >= 0; i--) {
      if (list.get(i).at < arrived) {
        if (version < list.get(i).required) {
          violation =
              "%s answered key %d, received at %.3f ms, with v%d from %s; v%d had succeeded at %.3f ms"
                  .formatted(
                      node,
                      key,
                      arrived / SimWorld.MILLI,
                      version,
                      source,
                      list.get(i).required,
                      list.get(i).at / SimWorld.MILLI);
          world.trace(() -> "VIOLATION " + violation);
          world.end();
        }
        return;
      }
    }
  }

  void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  Map<String, Integer> counts() {
    return counts;
  }

  /** Nanoseconds from order to success. */
  List<Long> latencies() {
    return latencies;
  }

  @Nullable String violation() {
    return violation;
  }
}
