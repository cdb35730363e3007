package io.sluice.loadtests;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads, writes through the gateway, and purges, all at once: after a write's answer no page of the
 * product may be older, and after a purge's receipt no list that shows it.
 *
 * <p>A write invalidates its own URL; only the purge by tag reaches the list.
 */
public final class MixedSimulation extends Simulation {
  private static final int READS_PER_SECOND = Integer.getInteger("users", 60);
  private static final int CHANGES_PER_SECOND = Integer.getInteger("changes", 2);
  private static final int SECONDS = Integer.getInteger("duration", 30);
  private static final int PRODUCTS = Integer.getInteger("products", 105);
  private static final double MIN_HIT_SHARE =
      Double.parseDouble(System.getProperty("minHitShare", "0.7"));

  private final Site site = Site.gateways();
  private final Random random = new Random(17);
  private final Popularity popularity = new Popularity(PRODUCTS, 1.0);
  private final Prices prices = new Prices(PRODUCTS);
  private final Vouched pages = new Vouched(PRODUCTS);
  private final Vouched lists = new Vouched(PRODUCTS);
  private final Outcomes reads = new Outcomes();
  private final Times receipts = new Times();
  private final LongAdder olderPages = new LongAdder();
  private final LongAdder olderLists = new LongAdder();

  private final Figures figures =
      new Figures()
          .atLeast("reads", (long) READS_PER_SECOND * SECONDS, reads::count)
          .atLeast("hit rate", MIN_HIT_SHARE, reads::hitRate)
          .atLeast("receipts", (long) CHANGES_PER_SECOND * SECONDS, receipts::count)
          .atMost("products older than a write's answer", 0, olderPages::sum)
          .atMost("lists older than a purge's receipt", 0, olderLists::sum)
          .told("99th percentile of a hit, ms", () -> reads.hits.percentile(99))
          .told("99th percentile of a receipt, ms", () -> receipts.percentile(99));

  {
    setUp(
            scenario("begin")
                .exec(session -> session)
                .injectOpen(atOnceUsers(1))
                .andThen(
                    reading().injectOpen(constantUsersPerSec(READS_PER_SECOND).during(SECONDS)),
                    changing().injectOpen(constantUsersPerSec(CHANGES_PER_SECOND).during(SECONDS)))
                .andThen(figures.verdict().injectOpen(atOnceUsers(1))))
        .protocols(Page.protocol())
        .assertions(global().failedRequests().count().is(0L));
  }

  @Override
  public void after() {
    figures.print();
  }

  private ScenarioBuilder reading() {
    return scenario("read")
        .exec(this::choose)
        .exec(
            randomSwitch()
                .on(
                    percent(95).then(read("product", "/products/#{product}", pages, olderPages)),
                    percent(5).then(read("list", "/products", lists, olderLists))));
  }

  private ChainBuilder read(String name, String path, Vouched vouched, LongAdder older) {
    return exec(session -> session.set("vouched", vouched.now()))
        .exec(Page.read(name, path).check(bodyString().saveAs("body")))
        .exec(
            session -> {
              if (session.isFailed()) {
                return session;
              }
              reads.add(session.getString("xCache"), session.getInt("millis"));
              long[] before = session.get("vouched");
              if (Vouched.isOlder(session.getString("body"), before)) {
                older.increment();
              }
              return session;
            });
  }

  private ScenarioBuilder changing() {
    return scenario("change")
        .exec(this::choose)
        .exec(
            session ->
                session
                    .set("product", prices.begin(session.getInt("product")))
                    .set("price", prices.next()))
        .exec(Page.write())
        .exec(session -> vouch(session, pages))
        .exec(ControlApi.purgeOfProduct())
        .exec(session -> vouch(session, lists))
        .exec(
            session -> {
              prices.end(session.getInt("product"));
              if (!session.isFailed()) {
                receipts.add(session.getInt("millis"));
              }
              return session;
            });
  }

  private static Session vouch(Session session, Vouched by) {
    if (!session.isFailed()) {
      by.vouch(session.getInt("product"), session.getString("price"));
    }
    return session;
  }

  /** Two instances, for the data port and for the purge, and a product. */
  private synchronized Session choose(Session session) {
    int instance = random.nextInt(site.size());
    return session
        .set("gateway", site.baseUrls().get(instance))
        .set("admin", site.adminUrls().get(random.nextInt(site.size())))
        .set("product", popularity.next(random));
  }
}
