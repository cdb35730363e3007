package io.sluice.gateway.verticle.event;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event, whatever its format was.
 *
 * @param id unique among those of its source
 * @param type of a CloudEvent, or EventBridge's detail-type
 * @param attributes those that are texts, numbers or truth values, by name, as texts; these three
 *     included
 * @param data a JSON value; null where there is none
 * @param json the whole of it as JSON, from which it can be read again
 */
public record ReceivedEvent(
    String id,
    String source,
    String type,
    Map<String, String> attributes,
    @Nullable Object data,
    JsonObject json) {
  public ReceivedEvent {
    attributes = Map.copyOf(attributes);
  }
}
