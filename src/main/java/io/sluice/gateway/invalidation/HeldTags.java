package io.sluice.gateway.invalidation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tags that are kept invalid in this node because their commit failed and is being repeated.
 */
final class HeldTags {
  private final TagTable table;
  private final int max;
  private final Map<Long, Integer> counts = new HashMap<>();

  HeldTags(TagTable table, int max) {
    this.table = table;
    this.max = max;
  }

  void hold(List<Long> tags) {
    tags.forEach(tag -> counts.merge(tag, 1, Integer::sum));
    publish();
  }

  void release(List<Long> tags) {
    tags.forEach(tag -> counts.computeIfPresent(tag, (key, n) -> n == 1 ? null : n - 1));
    publish();
  }

  private void publish() {
    table.hold(counts.keySet().stream().mapToLong(Long::longValue).toArray());
  }

  int size() {
    return counts.size();
  }

  /** True if there are more than may be held: then nothing must be trusted. */
  boolean overflowing() {
    return counts.size() > max;
  }
}
