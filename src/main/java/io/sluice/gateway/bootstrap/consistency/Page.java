package io.sluice.gateway.bootstrap.consistency;

import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One URL of the origin: how it may be cached, the version that it has now, and the oldest version
 * that an answer may still have. Belongs to the event loop of the check.
 */
final class Page {
  private static final int REMEMBERED = 60;

  /** How one URL has more than one response. */
  enum Variants {
    NONE,
    /** By a request field, named in Vary. */
    FIELD,
    /** By the query. */
    QUERY
  }

  /**
   * An invalidation that has succeeded.
   *
   * @param version what the page had become before the invalidation was submitted
   */
  record Confirmed(long version, String invalidation) {}

  final String path;
  final List<String> tags;
  final String cacheControl;
  final Variants variants;
  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private long version = 1;
  private @Nullable Confirmed confirmed;

  Page(String path, List<String> tags, String cacheControl, Variants variants) {
    this.path = path;
    this.tags = tags;
    this.cacheControl = cacheControl;
    this.variants = variants;
  }

  long version() {
    return version;
  }

  /** Changes the page, and returns its new version. */
  long change() {
    return ++version;
  }

  /** An invalidation has succeeded: from now on nothing older may be read. */
  void confirm(Confirmed success) {
    if (confirmed == null || confirmed.version() < success.version()) {
      confirmed = success;
    }
  }

  /** The strictest invalidation that has succeeded so far. */
  @Nullable Confirmed confirmed() {
    return confirmed;
  }

  /** Remembers something that has just ended; the oldest is forgotten. */
  void note(Event event) {
    if (events.size() == REMEMBERED) {
      events.remove();
    }
    events.add(event);
  }

  /** What has happened to this page lately, a line each. */
  String history(long startNanos) {
    return events.stream()
        .map(event -> "    " + event.line(startNanos))
        .collect(Collectors.joining("\n"));
  }
}
