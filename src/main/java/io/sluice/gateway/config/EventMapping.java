package io.sluice.gateway.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the events of some types invalidate; at least one tag, URL or prefix.
 *
 * @param name in answers, logs and reasons
 * @param type of the event: a CloudEvent's {@code type}, EventBridge's {@code detail-type}
 * @param source null = any
 */
public record EventMapping(
    String name,
    Glob type,
    @Nullable Glob source,
    List<EventTemplate> tags,
    List<EventTemplate> urls,
    List<EventTemplate> prefixes,
    Mode mode) {
  public EventMapping {
    tags = List.copyOf(tags);
    urls = List.copyOf(urls);
    prefixes = List.copyOf(prefixes);
  }

  /** How far it goes. */
  public enum Mode {
    /** What is stored must not be used any more. */
    HARD,
    /** What is stored is served once more while it is refreshed. */
    SOFT
  }

  /** Whether it is for an event of this type and source. */
  public boolean matches(String eventType, String eventSource) {
    return type.matches(eventType) && (source == null || source.matches(eventSource));
  }
}
