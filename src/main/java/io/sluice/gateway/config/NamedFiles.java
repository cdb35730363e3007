package io.sluice.gateway.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files that settings name, each with its fingerprint from before it was read: if it changes
 * while it is read, it differs from that later.
 */
final class NamedFiles {
  private final Map<Path, String> fingerprints = new LinkedHashMap<>();
  private final Map<String, Map<Path, String>> byKey = new LinkedHashMap<>();

  /** Notes a file whose content is a part of the setting's value. */
  void add(String key, Path file) {
    byKey.computeIfAbsent(key, k -> new LinkedHashMap<>()).put(file, watch(file));
  }

  /**
   * Notes a file whose content does not count.
   *
   * @return its fingerprint
   */
  String watch(Path file) {
    return fingerprints.computeIfAbsent(file, Fingerprint::of);
  }

  /** Of all content that is a part of the setting's value; empty = there is none. */
  String fingerprint(String key) {
    var files = byKey.get(key);
    return files == null ? "" : files.values().toString();
  }

  Map<Path, String> all() {
    return Ordered.copyOf(fingerprints);
  }
}
