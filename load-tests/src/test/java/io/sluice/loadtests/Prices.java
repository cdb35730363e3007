package io.sluice.loadtests;

import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prices to give to products: they rise, from run to run, too, so that of two the lower is the
 * older.
 *
 * <p>One user at a time changes a product: of two changes at once nobody knows which came last.
 */
final class Prices {
  /** Above every price that an origin begins with, in cents. */
  private static final long LEAST = 10_000;

  private static final long PER_SECOND = 20;

  /** 46 days; the demo origin takes prices up to 1,000,000.00. */
  private static final long SECONDS = 4_000_000;

  private final AtomicLong last =
      new AtomicLong(LEAST + PER_SECOND * (System.currentTimeMillis() / 1_000 % SECONDS));
  private final AtomicIntegerArray changing;

  /**
   * @param products how many there are; the first is 1
   */
  Prices(int products) {
    changing = new AtomicIntegerArray(products);
  }

  /** A number as JSON has it. */
  String next() {
    return BigDecimal.valueOf(last.incrementAndGet(), 2).toPlainString();
  }

  /** This product, or the next one that nobody is changing; to be given back with {@link #end}. */
  int begin(int product) {
    int products = changing.length();
    for (int n = 0; n < products; n++) {
      int index = (product - 1 + n) % products;
      if (changing.compareAndSet(index, 0, 1)) {
        return index + 1;
      }
    }
    throw new IllegalStateException("changes under way: as many as products, " + products);
  }

  void end(int product) {
    changing.set(product - 1, 0);
  }
}
