package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.caching.TagHash;
import io.sluice.gateway.invalidation.Stamp;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The entries that carry one of these tags, by the same hashes as an invalidation: what it selects
 * is what an invalidation of the tags would void.
 *
 * @param tags typed
 */
record Selection(List<String> tags, Set<Long> hashes) {

  static Selection of(List<String> tags) {
    Set<Long> hashes = new HashSet<>();
    tags.forEach(tag -> hashes.add(TagHash.of(tag)));
    return new Selection(List.copyOf(tags), hashes);
  }

  boolean has(Stamp stamp) {
    for (int i = 0; i < stamp.tagCount(); i++) {
      if (hashes.contains(stamp.tag(i))) {
        return true;
      }
    }
    return false;
  }

  /** Whether the tag index knows all of these tags; it has no URLs, prefixes and hosts. */
  boolean isIndexed() {
    return tags.stream().allMatch(tag -> tag.startsWith("t:") || tag.startsWith("g:"));
  }
}
