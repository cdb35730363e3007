package io.sluice.loadtests;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A day of orders, each of which reads three products from the catalogue: once through gateways
 * that each have a cache of their own, once through gateways that share one; both at the same time,
 * with the same orders, in one report.
 *
 * <p>README.md lists the properties and does the arithmetic behind the figures asked.
 */
public final class OrdersSimulation extends Simulation {
  private static final int ORDERS = Integer.getInteger("orders", 1_000);
  private static final int READS = ORDERS * OrdersDay.PRODUCTS_PER_ORDER;
  private static final int UPDATES = Integer.getInteger("updates", 12);
  private static final int PRODUCTS = Integer.getInteger("products", 105);
  private static final int P95_MILLIS = Integer.getInteger("p95Millis", 15);
  private static final double DAY_SECONDS = Integer.getInteger("daySeconds", 72);
  private static final Duration DAY = Duration.ofMillis((long) (1_000 * DAY_SECONDS));

  private final List<OrdersSide> sides = new ArrayList<>();
  private final Figures figures = new Figures();

  {
    Site shared = Site.shared();
    var noise = new Noise(shared.origin());
    List<String> alone = Site.urls("perInstance.baseUrls", "");
    if (!alone.isEmpty()) {
      var site =
          new Site(
              alone,
              Site.urls("perInstance.adminUrls", ""),
              System.getProperty("perInstance.origin", ""));
      var perInstance = new OrdersSide("per-instance", site, false, day(site));
      sides.add(perInstance);
      asked(perInstance)
          .between("per-instance: hit rate", 0.57, 0.63, perInstance.reads::hitRate)
          .between(
              "per-instance: catalogue calls",
              0.37 * READS,
              0.43 * READS,
              perInstance::catalogueCalls)
          .told(
              "per-instance: a read: 95th percentile, ms",
              () -> perInstance.reads.all.percentile(95))
          .told("per-instance: out of date elsewhere", perInstance.staleElsewhere::sum);
      told(perInstance);
    }
    var together = new OrdersSide("shared", shared, true, day(shared));
    sides.add(together);
    asked(together)
        .atLeast("shared: hit rate", 0.95, together.reads::hitRate)
        .atMost("shared: catalogue calls", 0.05 * READS, together::catalogueCalls)
        .atMost("shared: out of date elsewhere", 0, together.staleElsewhere::sum);
    noise.bound(figures, "shared: a read", together.reads.all, 95, P95_MILLIS);
    told(together);

    List<PopulationBuilder> populations = new ArrayList<>();
    populations.add(noise.measured(DAY));
    for (OrdersSide side : sides) {
      populations.add(
          side.ordering().injectOpen(constantUsersPerSec(ORDERS / DAY_SECONDS).during(DAY)));
      if (UPDATES > 0) {
        populations.add(
            side.updating().injectOpen(constantUsersPerSec(UPDATES / DAY_SECONDS).during(DAY)));
      }
    }
    setUp(
            scenario("begin")
                .exec(session -> session)
                .injectOpen(nothingFor(1), atOnceUsers(1))
                .andThen(populations)
                .andThen(figures.verdict().injectOpen(atOnceUsers(1))))
        .protocols(Page.protocol())
        .assertions(global().failedRequests().count().is(0L));
  }

  @Override
  public void after() {
    figures.print();
  }

  private static OrdersDay day(Site site) {
    return new OrdersDay(ORDERS, UPDATES, PRODUCTS, site.size());
  }

  private Figures asked(OrdersSide side) {
    return figures
        .between(side.name + ": products read", READS, READS, side.reads::count)
        .atMost(side.name + ": out of date after the receipt", 0, side.staleAfterReceipt::sum);
  }

  private void told(OrdersSide side) {
    figures
        .told(side.name + ": mean of a read, ms", side.reads.all::mean)
        .told(side.name + ": mean of an order's three reads, ms", side.orders::mean);
  }
}
