package io.sluice.gateway.verticle.event;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A CloudEvent whose attributes are fields and whose data is the content (HTTP binding 1.0, §3.1).
 */
final class BinaryMode {
  private static final String PREFIX = "ce-";

  private BinaryMode() {}

  static boolean isIn(MultiMap fields) {
    return fields.contains(PREFIX + CloudEvents.SPEC_VERSION);
  }

  /**
   * @throws EventException for what is no event
   */
  static ReceivedEvent read(
      MultiMap fields, @Nullable String contentType, @Nullable Buffer content) {
    var json = new JsonObject();
    for (var field : fields) {
      var name = field.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith(PREFIX) && !name.equals(PREFIX + CloudEvents.CONTENT_TYPE)) {
        var attribute = name.substring(PREFIX.length());
        if (json.containsKey(attribute)) {
          throw EventException.malformed(name + ": twice (expected: once)");
        }
        json.put(attribute, value(name, field.getValue()));
      }
    }
    // Fields may well be called so, and are no data.
    json.remove(CloudEvents.DATA);
    json.remove(CloudEvents.BASE64);
    if (contentType != null) {
      json.put(CloudEvents.CONTENT_TYPE, contentType);
    }
    if (content != null && content.length() > 0) {
      if (CloudEvents.isJson(contentType)) {
        json.put(CloudEvents.DATA, CloudEvents.parsed(content, "content: "));
      } else {
        json.put(CloudEvents.BASE64, Base64.getEncoder().encodeToString(content.getBytes()));
      }
    }
    return CloudEvents.of(json, PREFIX);
  }

  /** §3.1.3.2: quoted strings, which older senders write, then one round of percent-decoding. */
  private static String value(String name, String field) {
    boolean quoted = field.length() > 1 && field.startsWith("\"") && field.endsWith("\"");
    var text = quoted ? field.substring(1, field.length() - 1).replaceAll("\\\\(.)", "$1") : field;
    var bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        throw EventException.malformed(name + ": not ASCII (expected: percent-encoded UTF-8)");
      }
      if (c == '%') {
        bytes.write(octet(name, text, i + 1));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException invalid) {
      throw EventException.malformed(name + ": percent-encoded bytes that are not UTF-8");
    }
  }

  private static int octet(String name, String text, int from) {
    int high = from + 1 < text.length() ? Character.digit(text.charAt(from), 16) : -1;
    int low = high < 0 ? -1 : Character.digit(text.charAt(from + 1), 16);
    if (low < 0) {
      throw EventException.malformed(name + ": % without two hexadecimal digits");
    }
    return high << 4 | low;
  }
}
