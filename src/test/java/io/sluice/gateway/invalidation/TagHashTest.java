package io.sluice.gateway.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TagHashTest {
  @Test
  void theHashIsTheSameInEveryRelease() {
    // Nodes of two releases share one log: these values may never change.
    assertThat(TagHash.of("t:product:1")).isEqualTo(-8632955978464742580L);
    assertThat(TagHash.of("u:https://example.org/ä")).isEqualTo(8940603592162256140L);
  }

  @Test
  void similarTagsDoNotCollide() {
    Set<Long> hashes = new HashSet<>();
    for (int i = 0; i < 200_000; i++) {
      hashes.add(TagHash.of("t:product:" + i));
    }
    assertThat(hashes).hasSize(200_000).doesNotContain(0L);
  }
}
