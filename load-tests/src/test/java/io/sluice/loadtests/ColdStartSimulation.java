package io.sluice.loadtests;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The full load meets a cache that has nothing of what it asks for: the origin gets one request for
 * each URL, however many ask for it while it works.
 *
 * <p>The URLs are cold since each run adds a query of its own; nothing else in the cache is
 * touched.
 */
public final class ColdStartSimulation extends Simulation {
  private static final int READS_PER_SECOND = Integer.getInteger("users", 100);
  private static final int AT_ONCE = Integer.getInteger("atOnce", 300);
  private static final int SECONDS = Integer.getInteger("duration", 20);
  private static final int PRODUCTS = Integer.getInteger("products", 105);
  private static final String RUN = Long.toString(System.currentTimeMillis(), 36);

  private final Site site = Site.gateways();

  /** An instance that Redis answers too late fetches for itself. */
  private final int slack = Integer.getInteger("slack", 5 * site.size());

  private final Random random = new Random(19);
  private final Popularity popularity = new Popularity(PRODUCTS, 1.0);
  private final Set<Integer> asked = ConcurrentHashMap.newKeySet();
  private final Outcomes reads = new Outcomes();
  private final long sentBefore = site.originRequests();

  private final Figures figures =
      new Figures()
          .atLeast("reads", AT_ONCE + (long) READS_PER_SECOND * SECONDS, reads::count)
          .told("URLs", asked::size)
          .between("answers that were no hits, beyond one a URL", 0, slack, this::fetchedTwice)
          .between("requests to the origin, beyond one a URL", 0, slack, this::sentTwice)
          .told("hit rate", reads::hitRate)
          .told("99th percentile of a read, ms", () -> reads.all.percentile(99));

  {
    setUp(
            reading()
                .injectOpen(
                    atOnceUsers(AT_ONCE), constantUsersPerSec(READS_PER_SECOND).during(SECONDS))
                .andThen(figures.verdict().injectOpen(atOnceUsers(1))))
        .protocols(Page.protocol())
        .assertions(global().failedRequests().count().is(0L));
  }

  @Override
  public void after() {
    figures.print();
  }

  /** Below 0: not cold. */
  private double fetchedTwice() {
    return reads.notHits() - asked.size();
  }

  /** By the gateways' metrics, so with what others ask meanwhile. */
  private double sentTwice() {
    return site.originRequests() - sentBefore - asked.size();
  }

  private ScenarioBuilder reading() {
    return scenario("read")
        .exec(this::choose)
        .exec(Page.read("product", "/products/#{product}?run=" + RUN))
        .exec(
            session -> {
              if (!session.isFailed()) {
                reads.add(session.getString("xCache"), session.getInt("millis"));
              }
              return session;
            });
  }

  private synchronized Session choose(Session session) {
    int product = popularity.next(random);
    asked.add(product);
    return session
        .set("gateway", site.baseUrls().get(random.nextInt(site.size())))
        .set("product", product);
  }
}
