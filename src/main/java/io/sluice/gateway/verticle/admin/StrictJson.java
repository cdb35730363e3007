package io.sluice.gateway.verticle.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.JacksonCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON object from a stranger: UTF-8, no key twice, shallow. Of a key that stands there
 * twice one value would be dropped, and the order done by half.
 */
final class StrictJson {
  private static final int MAX_DEPTH = 8;
  private static final int MAX_DIGITS = 100;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_DIGITS)
                  .build())
          .build();

  private StrictJson() {}

  /**
   * @throws IllegalArgumentException with a sentence that says what is wrong
   */
  static JsonObject object(@Nullable Buffer body) {
    if (body == null || body.length() == 0) {
      throw new IllegalArgumentException("the body is empty (expected: a JSON object)");
    }
    try {
      var text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.getBytes())).toString();
      if (JacksonCodec.fromParser(FACTORY.createParser(text), Object.class)
          instanceof JsonObject json) {
        return json;
      }
      throw new DecodeException("no object");
    } catch (CharacterCodingException invalid) {
      throw new IllegalArgumentException("the body is not UTF-8 (expected: JSON)", invalid);
    } catch (IOException | DecodeException malformed) {
      throw new IllegalArgumentException(
          "the body is no JSON object, or has a key twice or more than " + MAX_DEPTH + " levels",
          malformed);
    }
  }
}
