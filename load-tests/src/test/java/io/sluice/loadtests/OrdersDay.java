package io.sluice.loadtests;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The orders of a day and the price changes among them: who orders what where, the same at every
 * run.
 */
final class OrdersDay {
  static final int PRODUCTS_PER_ORDER = 3;
  private static final long SEED = 7;

  private final int products;
  private final List<Order> orders = new ArrayList<>();
  private final List<Integer> updates = new ArrayList<>();

  /**
   * @param instance that took the order, from 0
   * @param products by number, from 1; one may stand there twice
   */
  record Order(int instance, List<Integer> products) {}

  OrdersDay(int orderCount, int updateCount, int products, int instances) {
    this.products = products;
    var random = new Random(SEED);
    var popularity = new Popularity(products, 1.0);
    for (int i = 0; i < orderCount; i++) {
      List<Integer> chosen = new ArrayList<>();
      for (int n = 0; n < PRODUCTS_PER_ORDER; n++) {
        chosen.add(popularity.next(random));
      }
      orders.add(new Order(random.nextInt(instances), List.copyOf(chosen)));
    }
    for (int i = 0; i < updateCount; i++) {
      updates.add(popularity.next(random));
    }
  }

  int products() {
    return products;
  }

  /** Begins anew after the last. */
  Order order(int number) {
    return orders.get(number % orders.size());
  }

  int update(int number) {
    return updates.get(number % updates.size());
  }
}
