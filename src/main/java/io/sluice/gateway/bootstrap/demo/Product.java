package io.sluice.gateway.bootstrap.demo;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;

/** One article of the demo catalogue; the price is in cents so that it is exact. */
record Product(int id, String name, String category, long priceCents) {

  Product withPriceCents(long newPriceCents) {
    return new Product(id, name, category, newPriceCents);
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("id", id)
        .put("name", name)
        .put("category", category)
        .put("price", BigDecimal.valueOf(priceCents, 2));
  }
}
