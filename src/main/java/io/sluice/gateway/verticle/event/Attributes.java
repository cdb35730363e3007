package io.sluice.gateway.verticle.event;

import io.sluice.gateway.caching.Text;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attributes of an event in JSON: what stands beside its data. */
final class Attributes {
  /** Characters of what names an event. */
  private static final int MAX_LENGTH = 2048;

  private Attributes() {}

  /** Those that can be put into a tag. */
  static Map<String, String> of(JsonObject json) {
    var attributes = new HashMap<String, String>();
    for (var entry : json) {
      var value = entry.getValue();
      if (value instanceof String || value instanceof Number || value instanceof Boolean) {
        attributes.put(entry.getKey(), value.toString());
      }
    }
    return attributes;
  }

  /**
   * One that every event has.
   *
   * @param where in front of its name, in messages
   * @throws EventException without it, and where it is no text of bounded length
   */
  static String required(JsonObject json, String name, String where) {
    var value = json.getValue(name);
    if (value instanceof String text && !text.isEmpty() && text.length() <= MAX_LENGTH) {
      return text;
    }
    throw EventException.malformed(
        where + name + ": " + shown(value) + " (expected: 1 to " + MAX_LENGTH + " characters)");
  }

  /** What a stranger has sent, in a message. */
  static String shown(@Nullable Object value) {
    if (value == null) {
      return "missing";
    }
    return value instanceof String text && text.length() > 100
        ? text.length() + " characters"
        : Text.printable(value.toString());
  }
}
