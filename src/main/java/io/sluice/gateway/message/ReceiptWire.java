package io.sluice.gateway.message;

import io.sluice.gateway.invalidation.Receipt;
import io.sluice.gateway.message.WireForm.UnreadableException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * The {@link WireForm} of a question for one receipt, whose content is its id, and of the answer,
 * whose content is {@link ReceiptJson}, or nothing where there is no such receipt.
 */
public final class ReceiptWire {
  private static final int MAX_ID_BYTES = 1024;
  private static final int MAX_BYTES = 64 << 20;

  private ReceiptWire() {}

  /** Asks. */
  public static Buffer encode(String id) {
    return WireForm.ofText(id);
  }

  /**
   * What is asked for.
   *
   * @throws UnreadableException when it is no question
   */
  public static String id(Buffer wire) {
    return WireForm.text(wire, MAX_ID_BYTES);
  }

  /** Answers. */
  public static Buffer encode(Optional<Receipt> receipt) {
    return WireForm.ofText(receipt.map(found -> ReceiptJson.of(found).encode()).orElse(""));
  }

  /**
   * What was answered; empty when there is no such receipt.
   *
   * @throws UnreadableException when it is no answer
   */
  public static Optional<JsonObject> receipt(Buffer wire) {
    var text = WireForm.text(wire, MAX_BYTES);
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(new JsonObject(text));
    } catch (DecodeException mangled) {
      throw new UnreadableException("not JSON: " + mangled.getMessage());
    }
  }
}
