package io.sluice.gateway.verticle.event;

import io.sluice.gateway.verticle.JsonText;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** CloudEvents 1.0 in their JSON format. */
final class CloudEvents {
  static final String SPEC_VERSION = "specversion";
  static final String CONTENT_TYPE = "datacontenttype";
  static final String DATA = "data";
  static final String BASE64 = "data_base64";

  private CloudEvents() {}

  /**
   * @param where in front of an attribute's name, in messages
   * @throws EventException for what is none
   */
  static ReceivedEvent of(JsonObject json, String where) {
    var version = json.getValue(SPEC_VERSION);
    if (!"1.0".equals(version)) {
      throw EventException.malformed(
          where + SPEC_VERSION + ": " + Attributes.shown(version) + " (expected: \"1.0\")");
    }
    return new ReceivedEvent(
        Attributes.required(json, "id", where),
        Attributes.required(json, "source", where),
        Attributes.required(json, "type", where),
        Attributes.of(json),
        data(json, where),
        json);
  }

  /** What a mapping can look into: null for data that is no JSON. */
  private static @Nullable Object data(JsonObject json, String where) {
    var contentType = json.getValue(CONTENT_TYPE);
    if (contentType != null && !(contentType instanceof String)) {
      throw EventException.malformed(
          where + CONTENT_TYPE + ": " + Attributes.shown(contentType) + " (expected: a text)");
    }
    boolean readable = isJson((String) contentType);
    var encoded = json.getValue(BASE64);
    if (encoded == null) {
      return readable ? json.getValue(DATA) : null;
    }
    if (json.getValue(DATA) != null) {
      throw EventException.malformed(where + BASE64 + ": beside data (expected: one of them)");
    }
    var bytes = decoded(encoded, where);
    return readable && bytes.length() > 0 ? parsed(bytes, where + BASE64 + ": ") : null;
  }

  private static Buffer decoded(Object encoded, String where) {
    if (encoded instanceof String text) {
      try {
        return Buffer.buffer(Base64.getDecoder().decode(text));
      } catch (IllegalArgumentException invalid) {
        // Told below.
      }
    }
    throw EventException.malformed(where + BASE64 + ": not Base64 (expected: RFC 4648 §4)");
  }

  /** A value of which a media type has said that it is JSON. */
  static @Nullable Object parsed(Buffer bytes, String where) {
    try {
      return EventForms.JSON.read(bytes);
    } catch (JsonText.MalformedException malformed) {
      throw EventException.malformed(where + malformed.getMessage());
    }
  }

  /** Whether data of this media type is JSON; none says that it is. */
  static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return true;
    }
    var type = mediaType(contentType);
    return type.endsWith("/json") || type.endsWith("+json");
  }

  /** Without parameters. */
  static String mediaType(String contentType) {
    int semicolon = contentType.indexOf(';');
    return (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
        .trim()
        .toLowerCase(Locale.ROOT);
  }
}
