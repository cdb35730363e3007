package io.sluice.gateway.verticle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.jackson.JacksonCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON from a stranger: UTF-8, no key twice, of bounded depth, and nothing behind it. Of a
 * key that stands there twice one value would be dropped.
 */
public final class JsonText {
  private static final int MAX_DIGITS = 100;

  private final int maxDepth;
  private final JsonFactory factory;

  /**
   * @param maxDepth how many objects and lists may stand in each other; they are read by recursion
   */
  public JsonText(int maxDepth) {
    this.maxDepth = maxDepth;
    this.factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(maxDepth)
                    .maxNumberLength(MAX_DIGITS)
                    .build())
            .build();
  }

  /** Why a text cannot be read: what is wrong, and where. */
  public static final class MalformedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    MalformedException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * The value: a JsonObject, JsonArray, String, Number or Boolean; null for {@code null}.
   *
   * @throws MalformedException when there is none
   */
  public @Nullable Object read(Buffer bytes) {
    try {
      var text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.getBytes())).toString();
      return JacksonCodec.fromParser(factory.createParser(text), Object.class);
    } catch (CharacterCodingException invalid) {
      throw new MalformedException("not UTF-8", invalid);
    } catch (DecodeException malformed) {
      throw malformed(malformed.getCause(), malformed);
    } catch (IOException malformed) {
      throw malformed(malformed, malformed);
    }
  }

  /** In words of our own: those of the parser quote what a stranger has sent. */
  private MalformedException malformed(@Nullable Throwable cause, Throwable shown) {
    if (cause instanceof StreamConstraintsException) {
      return new MalformedException(
          "more than "
              + maxDepth
              + " levels, or a number of more than "
              + MAX_DIGITS
              + " digits"
              + place(cause),
          shown);
    }
    boolean twice = cause != null && String.valueOf(cause.getMessage()).startsWith("Duplicate");
    return new MalformedException((twice ? "a key twice" : "not JSON") + place(cause), shown);
  }

  private static String place(@Nullable Throwable cause) {
    if (!(cause instanceof JsonProcessingException syntax) || syntax.getLocation() == null) {
      return "";
    }
    var location = syntax.getLocation();
    return " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
