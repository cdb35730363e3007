package io.sluice.gateway.invalidation;

import io.sluice.gateway.invalidation.InvalidationLog.Registration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The registered nodes as last seen, and since when each heartbeat counter has stood still by this
 * node's clock.
 */
final class Registry {
  /** Dead incarnations reported in one heartbeat; the rest follow with the next. */
  private static final int MAX_SILENT = 100;

  private final LeaseTimes times;
  private Map<String, Seen> seen = new HashMap<>();

  private record Seen(Registration registration, long sinceNanos) {}

  Registry(LeaseTimes times) {
    this.times = times;
  }

  void update(Map<String, Registration> nodes, long nowNanos) {
    Map<String, Seen> next = new HashMap<>();
    nodes.forEach(
        (incarnation, registration) -> {
          Seen before = seen.get(incarnation);
          boolean still = before != null && before.registration.counter() == registration.counter();
          long since = before != null && still ? before.sinceNanos : nowNanos;
          next.put(incarnation, new Seen(registration, since));
        });
    seen = next;
  }

  void clear() {
    seen = new HashMap<>();
  }

  /**
   * From when on a node can hold no lease that it earned before the last update. Whatever it has
   * earned since then it earned with a heartbeat that the server answered after that update, and so
   * with everything the log contained by then.
   */
  long fencedAtNanos(String incarnation, long nowNanos) {
    Seen node = seen.get(incarnation);
    return node == null
        ? nowNanos + times.fenceNanos(0)
        : node.sinceNanos + times.fenceNanos(node.registration.leaseMillis());
  }

  long longestLeaseMillis() {
    long longest = 0;
    for (Seen node : seen.values()) {
      longest = Math.max(longest, node.registration.leaseMillis());
    }
    return longest;
  }

  /** The nodes that have been silent for ten leases, with the counter they stopped at. */
  Map<String, Long> silent(long nowNanos) {
    Map<String, Long> silent = new HashMap<>();
    seen.forEach(
        (incarnation, node) -> {
          long limit = times.forgetNanos(node.registration.leaseMillis());
          if (nowNanos - node.sinceNanos > limit && silent.size() < MAX_SILENT) {
            silent.put(incarnation, node.registration.counter());
          }
        });
    return silent;
  }

  List<ProtocolStatus.PeerStatus> status(long nowNanos) {
    List<ProtocolStatus.PeerStatus> list = new ArrayList<>();
    seen.forEach(
        (incarnation, node) ->
            list.add(
                new ProtocolStatus.PeerStatus(
                    incarnation,
                    node.registration.counter(),
                    node.registration.applied(),
                    (nowNanos - node.sinceNanos) / 1_000_000,
                    fencedAtNanos(incarnation, nowNanos) - nowNanos <= 0)));
    return list;
  }
}
