package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.verticle.JsonText;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Reads a JSON object from a stranger: an order is carried out as a whole or not at all. */
final class StrictJson {
  private static final JsonText TEXT = new JsonText(8);

  private StrictJson() {}

  /**
   * @throws IllegalArgumentException with a sentence that says what is wrong
   */
  static JsonObject object(@Nullable Buffer body) {
    if (body == null || body.length() == 0) {
      throw new IllegalArgumentException("the body is empty (expected: a JSON object)");
    }
    try {
      if (TEXT.read(body) instanceof JsonObject json) {
        return json;
      }
    } catch (JsonText.MalformedException malformed) {
      throw new IllegalArgumentException(
          "the body is no JSON object: " + malformed.getMessage(), malformed);
    }
    throw new IllegalArgumentException("the body is no JSON object");
  }
}
