package io.sluice.gateway.message;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.nio.charset.StandardCharsets;

/**
 * The form of what nodes say to each other: a byte that numbers the format, then the content.
 *
 * <p>Nodes of two releases talk to each other during a rolling upgrade. A release that only appends
 * to a content keeps the number, and older ones ignore what they do not know. A content that an
 * older release must not take for its own gets the next number; its release still reads the one
 * before, and a node that is given a number it does not know refuses the message.
 */
public final class WireForm {
  private static final byte FORMAT = 1;

  private WireForm() {}

  /** Why a message cannot be used. */
  public static final class UnreadableException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    UnreadableException(String message) {
      super(message);
    }
  }

  /** Format 1, whose content is a text. */
  public static Buffer ofText(String content) {
    return Buffer.buffer().appendByte(FORMAT).appendString(content);
  }

  /**
   * The content of a form that {@link #ofText} made, of this release or another.
   *
   * @param maxBytes longer ones are refused
   * @throws UnreadableException when it is none
   */
  public static String text(Buffer wire, int maxBytes) {
    check(wire, FORMAT);
    if (wire.length() - 1 > maxBytes) {
      throw new UnreadableException(
          "bytes: " + (wire.length() - 1) + " (allowed: " + maxBytes + ")");
    }
    return wire.getString(1, wire.length(), StandardCharsets.UTF_8.name());
  }

  /**
   * The body of a message that should be such a form.
   *
   * @throws UnreadableException when it is anything else
   */
  public static Buffer of(Message<?> message) {
    if (body(message) instanceof Buffer wire) {
      return wire;
    }
    throw new UnreadableException("not of a node's form (expected: bytes)");
  }

  /**
   * The body of a message, whatever it is; the bus decodes it only now.
   *
   * @throws UnreadableException when the bus cannot
   */
  public static Object body(Message<?> message) {
    try {
      Object body = message.body();
      if (body != null) {
        return body;
      }
    } catch (RuntimeException mangled) {
      throw new UnreadableException("mangled: " + mangled);
    }
    throw new UnreadableException("empty");
  }

  /**
   * @throws UnreadableException when the bytes are of another format
   */
  static void check(Buffer wire, byte format) {
    if (wire.length() == 0) {
      throw new UnreadableException("empty");
    }
    if (wire.getByte(0) != format) {
      throw new UnreadableException(
          "format: "
              + (wire.getByte(0) & 0xff)
              + ", of another release (read here: "
              + format
              + ")");
    }
  }
}
