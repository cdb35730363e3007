package io.sluice.gateway.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What events of other systems invalidate, and where they come from beside the admin port.
 *
 * @param mappings in the order of the file; all that match apply
 * @param stream null = none
 */
public record EventsConfig(List<EventMapping> mappings, @Nullable Stream stream) {
  public EventsConfig {
    mappings = List.copyOf(mappings);
  }

  /** Whether any event can do anything. */
  public boolean isUsed() {
    return !mappings.isEmpty() || stream != null;
  }

  /**
   * A Redis stream that the nodes read together.
   *
   * @param key the whole of it, without {@code redis.key-prefix}
   * @param group the consumer group, one for each cache
   * @param claimAfter after which an entry that a node took and did not finish goes to another
   */
  public record Stream(String key, String group, Duration claimAfter) {}
}
