package io.sluice.loadtests;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.group;
import static io.gatling.javaapi.core.CoreDsl.regex;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/**
 * The day's orders against one arrangement of caches, and the prices that change meanwhile.
 *
 * <p>An event of a changed price reaches one instance, in turn. Where instances share a log, the
 * receipt speaks for all of them; where each is for itself, for that one.
 */
final class OrdersSide {
  private static final Pattern PRODUCTS = Pattern.compile("/products/.*");

  final String name;
  final Outcomes reads = new Outcomes();
  final Times orders = new Times();
  final Times receipts = new Times();
  final LongAdder staleAfterReceipt = new LongAdder();
  final LongAdder staleElsewhere = new LongAdder();

  private final Site site;
  private final boolean receiptForAll;
  private final OrdersDay day;
  private final Prices prices;
  private final long reachedBefore;
  private final AtomicInteger nextOrder = new AtomicInteger();
  private final AtomicInteger nextUpdate = new AtomicInteger();

  /** By instance and product: the price that a receipt vouches for, in cents; by product: any. */
  private final AtomicLongArray[] vouched;

  private final AtomicLongArray known;

  OrdersSide(String name, Site site, boolean receiptForAll, OrdersDay day) {
    this.name = name;
    this.site = site;
    this.receiptForAll = receiptForAll;
    this.day = day;
    prices = new Prices(day.products());
    vouched = new AtomicLongArray[site.size()];
    Arrays.setAll(vouched, instance -> new AtomicLongArray(day.products() + 1));
    known = new AtomicLongArray(day.products() + 1);
    reachedBefore = site.reached("GET", PRODUCTS);
  }

  long catalogueCalls() {
    return site.reached("GET", PRODUCTS) - reachedBefore;
  }

  /** One order: three products, one after the other, at the instance that took the order. */
  ScenarioBuilder ordering() {
    return scenario(name)
        .exec(
            session -> {
              OrdersDay.Order order = day.order(nextOrder.getAndIncrement());
              return session
                  .set("order", order)
                  .set("instance", order.instance())
                  .set("gateway", site.baseUrls().get(order.instance()))
                  .set("sum", 0);
            })
        .exec(group(name).on(repeat(OrdersDay.PRODUCTS_PER_ORDER, "n").on(read())))
        .exec(
            session -> {
              orders.add(session.getInt("sum"));
              return session;
            });
  }

  private ChainBuilder read() {
    return exec(session -> {
          OrdersDay.Order order = session.get("order");
          int product = order.products().get(session.getInt("n"));
          return session
              .set("product", product)
              .set("vouched", vouched[session.getInt("instance")].get(product))
              .set("known", known.get(product));
        })
        .exec(
            Page.read("product", "/products/#{product}")
                .check(regex("\"price\":([0-9.]+)").saveAs("price")))
        .exec(this::count);
  }

  private Session count(Session session) {
    if (!session.contains("price")) {
      return session;
    }
    reads.add(session.getString("xCache"), session.getInt("millis"));
    long cents = Math.round(100 * Double.parseDouble(session.getString("price")));
    if (cents < session.getLong("vouched")) {
      staleAfterReceipt.increment();
    } else if (cents < session.getLong("known")) {
      staleElsewhere.increment();
    }
    return session
        .set("sum", session.getInt("sum") + session.getInt("millis"))
        .removeAll("price", "xCache", "millis");
  }

  /** One price: changed at the catalogue, told to one instance, vouched for by its receipt. */
  ScenarioBuilder updating() {
    return scenario(name + " updates")
        .exec(
            session -> {
              int number = nextUpdate.getAndIncrement();
              int instance = number % site.size();
              return session
                  .set("instance", instance)
                  .set("admin", site.adminUrls().get(instance))
                  .set("product", prices.begin(day.update(number)))
                  .set("price", prices.next());
            })
        .exec(
            http("price change")
                .put(site.origin() + "/products/#{product}")
                .body(StringBody("{\"price\":#{price}}"))
                .check(status().is(200)),
            ControlApi.purgeOfProduct())
        .exec(this::vouch);
  }

  private Session vouch(Session session) {
    int product = session.getInt("product");
    prices.end(product);
    if (session.isFailed()) {
      return session;
    }
    receipts.add(session.getInt("millis"));
    long cents = Math.round(100 * Double.parseDouble(session.getString("price")));
    for (int instance = 0; instance < site.size(); instance++) {
      if (receiptForAll || instance == session.getInt("instance")) {
        vouched[instance].accumulateAndGet(product, cents, Math::max);
      }
    }
    known.accumulateAndGet(product, cents, Math::max);
    return session;
  }
}
