package io.sluice.gateway.bootstrap.demo;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The body of a PUT or PATCH, read and validated. */
record PriceChange(long priceCents) {
  private static final BigDecimal MAX_PRICE = new BigDecimal("1000000.00");
  private static final String EXPECTED = " (expected: {\"price\": number})";

  /** Says in a sentence for the client what is wrong with a body. */
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1L;

    Invalid(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * @throws Invalid if the body is no JSON object with exactly a price above 0, at most 1,000,000
   *     and of at most two decimals
   */
  static PriceChange parse(@Nullable Buffer body) throws Invalid {
    if (body == null || body.length() == 0) {
      throw new Invalid("body: empty" + EXPECTED);
    }
    JsonObject json;
    try {
      json = new JsonObject(body);
    } catch (DecodeException e) {
      throw new Invalid("body: no JSON object" + EXPECTED);
    }
    for (String member : json.fieldNames()) {
      if (!member.equals("price")) {
        throw new Invalid(member + ": unknown member" + EXPECTED);
      }
    }
    if (!(json.getValue("price") instanceof Number number)) {
      throw new Invalid("price: missing or no number" + EXPECTED);
    }
    if (!Double.isFinite(number.doubleValue())) {
      throw new Invalid("price: too large a number" + EXPECTED);
    }
    var price = new BigDecimal(number.toString()).stripTrailingZeros();
    if (price.signum() <= 0 || price.compareTo(MAX_PRICE) > 0) {
      throw new Invalid("price: " + number + " (expected: > 0 and <= 1000000)");
    }
    if (price.scale() > 2) {
      throw new Invalid("price: " + number + " (expected: at most two decimals)");
    }
    return new PriceChange(price.movePointRight(2).longValueExact());
  }
}
