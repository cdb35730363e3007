package io.sluice.gateway.invalidation;

import io.sluice.gateway.invalidation.SimGateway.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The truth, and the shared store, which may lose, reorder and bring back old writes. */
final class SimOrigin {
  static final int KEYS = 6;
  private static final int REMEMBERED = 40;

  private final SimWorld world;
  private final int[] versions = new int[KEYS];
  private final Map<Integer, Entry> shared = new HashMap<>();
  private final List<Map.Entry<Integer, Entry>> written = new ArrayList<>();

  SimOrigin(SimWorld world) {
    this.world = world;
  }

  int version(int key) {
    return versions[key];
  }

  static List<String> tagNames(int key) {
    return List.of("t:t" + key % 3, "t:k" + key);
  }

  long[] tags(int key) {
    return tagNames(key).stream().mapToLong(TagHash::of).toArray();
  }

  /** Changes every resource that carries one of these tags; returns the new versions. */
  Map<Integer, Integer> change(List<String> tags) {
    Map<Integer, Integer> changed = new HashMap<>();
    for (int key = 0; key < KEYS; key++) {
      if (tagNames(key).stream().anyMatch(tags::contains)) {
        changed.put(key, ++versions[key]);
      }
    }
    return changed;
  }

  @Nullable Entry shared(int key) {
    return shared.get(key);
  }

  void share(int key, Entry entry) {
    shared.put(key, entry);
    written.add(Map.entry(key, entry.copy()));
    if (written.size() > REMEMBERED) {
      written.remove(0);
    }
  }

  void flush() {
    shared.clear();
  }

  /** Old entries come back, as after a failover of the shared store. */
  void rollBack() {
    for (int i = 0; i < 5 && !written.isEmpty(); i++) {
      var old = world.anyOf(written);
      shared.put(old.getKey(), old.getValue().copy());
    }
  }
}
