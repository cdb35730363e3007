package io.sluice.loadtests;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/**
 * Price changes and their invalidations without pause, while orders read at their usual rate:
 * nothing older than a receipt may be shown, and nobody may wait for the storm.
 */
public final class PurgeStormSimulation extends Simulation {
  private static final int ORDERS_PER_SECOND = Integer.getInteger("users", 10);
  private static final int PURGES_PER_SECOND = Integer.getInteger("purges", 10);
  private static final int SECONDS = Integer.getInteger("duration", 30);
  private static final int P99_MILLIS = Integer.getInteger("p99Millis", 1_000);
  private static final int PRODUCTS = 105;

  private final Site site = Site.shared();
  private final OrdersSide storm =
      new OrdersSide(
          "storm",
          site,
          true,
          new OrdersDay(
              ORDERS_PER_SECOND * SECONDS, PURGES_PER_SECOND * SECONDS, PRODUCTS, site.size()));
  private final Figures figures =
      new Figures()
          .atLeast("products read", 3L * ORDERS_PER_SECOND * SECONDS, storm.reads::count)
          .atLeast("receipts", (long) PURGES_PER_SECOND * SECONDS, storm.receipts::count)
          .atMost("out of date after a receipt", 0, storm.staleAfterReceipt::sum)
          .told("99th percentile of a receipt, ms", () -> storm.receipts.percentile(99))
          .told("mean of a receipt, ms", storm.receipts::mean)
          .told("99th percentile of all reads, ms", () -> storm.reads.all.percentile(99))
          .told("hit rate", storm.reads::hitRate)
          .told("catalogue calls", storm::catalogueCalls);

  {
    var during = Duration.ofSeconds(SECONDS);
    var noise = new Noise(site.origin());
    noise.bound(figures, "hits", storm.reads.hits, 99, P99_MILLIS);
    setUp(
            scenario("begin")
                .exec(session -> session)
                .injectOpen(atOnceUsers(1))
                .andThen(
                    noise.measured(during),
                    storm
                        .ordering()
                        .injectOpen(constantUsersPerSec(ORDERS_PER_SECOND).during(during)),
                    storm
                        .updating()
                        .injectOpen(constantUsersPerSec(PURGES_PER_SECOND).during(during)))
                .andThen(figures.verdict().injectOpen(atOnceUsers(1))))
        .protocols(Page.protocol())
        .assertions(global().failedRequests().count().is(0L));
  }

  @Override
  public void after() {
    figures.print();
  }
}
