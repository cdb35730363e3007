package io.sluice.gateway.invalidation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tags that are kept invalid in this node because their commit failed and is being repeated.
 */
final class HeldTags {
  private final TagTable table;
  private final Map<Long, Integer> counts = new HashMap<>();

  HeldTags(TagTable table) {
    this.table = table;
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
}
