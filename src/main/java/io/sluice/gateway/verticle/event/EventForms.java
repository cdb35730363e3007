package io.sluice.gateway.verticle.event;

import io.sluice.gateway.caching.Text;
import io.sluice.gateway.verticle.JsonText;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a request or an entry of a stream holds: CloudEvents 1.0 in structured, batched and
 * binary mode, and events of EventBridge. Where no media type tells, the keys do.
 */
public final class EventForms {
  /** Events in one batch. */
  public static final int MAX_EVENTS = 1000;

  static final JsonText JSON = new JsonText(64);

  private static final String CLOUD_EVENTS = "application/cloudevents";
  private static final String STRUCTURED = CLOUD_EVENTS + "+json";
  private static final String BATCHED = CLOUD_EVENTS + "-batch+json";

  private EventForms() {}

  /**
   * The events of a request.
   *
   * @param fields of which those that begin with {@code ce-} count
   * @param content null = none
   * @throws EventException for what cannot be taken; then none of them is
   */
  public static List<ReceivedEvent> read(
      MultiMap fields, @Nullable String contentType, @Nullable Buffer content) {
    var type = contentType == null ? "" : CloudEvents.mediaType(contentType);
    if (type.equals(BATCHED)) {
      return batch(parsed(content));
    }
    if (type.equals(STRUCTURED)) {
      return List.of(CloudEvents.of(object(parsed(content)), ""));
    }
    if (type.startsWith(CLOUD_EVENTS)) {
      throw new EventException(
          EventException.Reason.UNSUPPORTED,
          "Content-Type: "
              + Text.printable(type)
              + " (expected: "
              + STRUCTURED
              + ", "
              + BATCHED
              + ", or ce- fields)");
    }
    if (BinaryMode.isIn(fields)) {
      return List.of(BinaryMode.read(fields, contentType, content));
    }
    return List.of(byKeys(object(parsed(content))));
  }

  /**
   * One event in JSON, whose keys tell of which format it is.
   *
   * @throws EventException for what is none
   */
  public static ReceivedEvent read(Buffer json) {
    return byKeys(object(parsed(json)));
  }

  private static ReceivedEvent byKeys(JsonObject json) {
    if (EventBridge.is(json)) {
      return EventBridge.of(json, "");
    }
    if (json.containsKey(CloudEvents.SPEC_VERSION)) {
      return CloudEvents.of(json, "");
    }
    throw EventException.malformed(
        "neither specversion nor detail-type (expected: a CloudEvent, or an event of EventBridge)");
  }

  private static List<ReceivedEvent> batch(@Nullable Object json) {
    if (!(json instanceof JsonArray array)) {
      throw EventException.malformed("the body is no JSON array (expected: a batch of events)");
    }
    if (array.size() > MAX_EVENTS) {
      throw new EventException(
          EventException.Reason.TOO_LARGE,
          "events: " + array.size() + " (limit: " + MAX_EVENTS + " in one batch)");
    }
    List<ReceivedEvent> events = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      if (!(array.getValue(i) instanceof JsonObject event)) {
        throw EventException.malformed("[" + i + "]: no object (expected: an event)");
      }
      events.add(CloudEvents.of(event, "[" + i + "]."));
    }
    return events;
  }

  private static JsonObject object(@Nullable Object json) {
    if (json instanceof JsonObject object) {
      return object;
    }
    throw EventException.malformed("the body is no JSON object (expected: an event)");
  }

  private static @Nullable Object parsed(@Nullable Buffer content) {
    if (content == null || content.length() == 0) {
      throw EventException.malformed("the body is empty (expected: an event)");
    }
    return CloudEvents.parsed(content, "the body is ");
  }
}
