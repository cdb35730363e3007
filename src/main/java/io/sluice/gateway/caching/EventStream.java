package io.sluice.gateway.caching;

import org.jspecify.annotations.Nullable;

/**
 * Server-sent events: a body that is meant for one client, grows as long as that stays, and may be
 * silent for any length of time. It is neither stored nor shared, whatever its Cache-Control says.
 */
public final class EventStream {
  private static final String TYPE = "text/event-stream";

  private EventStream() {}

  /** Whether a Content-Type, or one member of Accept, says so. */
  public static boolean is(@Nullable String mediaType) {
    return mediaType != null && Ascii.regionIs(mediaType, 0, endOfType(mediaType), TYPE);
  }

  private static int endOfType(String mediaType) {
    int semicolon = mediaType.indexOf(';');
    int end = semicolon < 0 ? mediaType.length() : semicolon;
    while (end > 0 && Ascii.isOws(mediaType.charAt(end - 1))) {
      end--;
    }
    return end;
  }
}
