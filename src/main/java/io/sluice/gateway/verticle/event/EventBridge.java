package io.sluice.gateway.verticle.event;

import io.vertx.core.json.JsonObject;

/**
 * Events as Amazon EventBridge writes them: the type is {@code detail-type}, the data {@code
 * detail}.
 */
final class EventBridge {
  private static final String TYPE = "detail-type";
  private static final String DATA = "detail";

  private EventBridge() {}

  static boolean is(JsonObject json) {
    return json.containsKey(TYPE);
  }

  /**
   * @param where in front of a key, in messages
   * @throws EventException for what is none
   */
  static ReceivedEvent of(JsonObject json, String where) {
    var type = Attributes.required(json, TYPE, where);
    var attributes = Attributes.of(json);
    attributes.put("type", type);
    if (!(json.getValue(DATA) instanceof JsonObject detail)) {
      throw EventException.malformed(
          where + DATA + ": " + Attributes.shown(json.getValue(DATA)) + " (expected: an object)");
    }
    return new ReceivedEvent(
        Attributes.required(json, "id", where),
        Attributes.required(json, "source", where),
        type,
        attributes,
        detail,
        json);
  }
}
