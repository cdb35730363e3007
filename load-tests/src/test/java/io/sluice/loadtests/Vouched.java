package io.sluice.loadtests;

import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** By product, the price in cents that an answer has vouched for: none below it may be shown. */
final class Vouched {
  private static final Pattern PRODUCT =
      Pattern.compile("\"id\":([0-9]+)[^}]*?\"price\":([0-9.]+)");

  private final AtomicLongArray cents;

  /**
   * @param products how many there are; the first is 1
   */
  Vouched(int products) {
    cents = new AtomicLongArray(products + 1);
  }

  void vouch(int product, String price) {
    cents.accumulateAndGet(product, cents(price), Math::max);
  }

  /** What is vouched for now, by product. */
  long[] now() {
    long[] now = new long[cents.length()];
    for (int product = 1; product < now.length; product++) {
      now[product] = cents.get(product);
    }
    return now;
  }

  /**
   * Whether a page shows a product, or a list one of its products, at an older price.
   *
   * @param vouched before the page was asked for
   * @throws IllegalArgumentException if it shows no product
   */
  static boolean isOlder(String page, long[] vouched) {
    Matcher product = PRODUCT.matcher(page);
    if (!product.find()) {
      throw new IllegalArgumentException(
          "page: " + page + " (expected: \"id\" and \"price\" of a product)");
    }
    do {
      int id = Integer.parseInt(product.group(1));
      if (id < vouched.length && cents(product.group(2)) < vouched[id]) {
        return true;
      }
    } while (product.find());
    return false;
  }

  private static long cents(String price) {
    return new BigDecimal(price).movePointRight(2).longValue();
  }
}
