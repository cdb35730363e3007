package io.sluice.gateway.spi;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An event that could not be applied.
 *
 * @param source where it came from: {@code http} or {@code stream}
 * @param reason what was wrong with it
 * @param event its own text, as far as it is kept
 * @param truncated whether that is not the whole
 */
public record DeadLetter(
    Instant time, String source, String reason, String event, boolean truncated) {
  /** Characters of an event that are kept. */
  public static final int MAX_CHARS = 16 * 1024;

  /** One that keeps as much of the event's text as there is room for. */
  public static DeadLetter of(Instant now, String source, String reason, String event) {
    var time = now.truncatedTo(ChronoUnit.MILLIS);
    if (event.length() <= MAX_CHARS) {
      return new DeadLetter(time, source, reason, event, false);
    }
    boolean pair = Character.isHighSurrogate(event.charAt(MAX_CHARS - 1));
    return new DeadLetter(
        time, source, reason, event.substring(0, pair ? MAX_CHARS - 1 : MAX_CHARS), true);
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("time", time.toString())
        .put("source", source)
        .put("reason", reason)
        .put("event", event)
        .put("truncated", truncated);
  }

  /**
   * The opposite of {@link #toJson}.
   *
   * @throws RuntimeException for what is none
   */
  public static DeadLetter of(JsonObject json) {
    return new DeadLetter(
        Instant.parse(json.getString("time")),
        json.getString("source", ""),
        json.getString("reason", ""),
        json.getString("event", ""),
        json.getBoolean("truncated", false));
  }
}
