package io.sluice.loadtests;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Visitors browse the demo catalogue through started gateways: product pages after their popularity
 * (Zipf), now and then a category or a list; nearly all of it from the cache.
 *
 * <p>Visitors arrive at a constant rate, however slow the answers are: a gateway that stalls gets
 * no respite, and its stall shows in the percentiles. README.md lists the properties.
 */
public final class CatalogueSimulation extends Simulation {
  private static final int USERS_PER_SECOND = Integer.getInteger("users", 50);
  private static final Duration DURATION = Duration.ofSeconds(Long.getLong("duration", 30L));
  private static final int PRODUCTS = Integer.getInteger("products", 120);
  private static final double EXPONENT = Double.parseDouble(System.getProperty("exponent", "1.0"));
  private static final List<String> CATEGORIES =
      List.of("tools", "garden", "kitchen", "office", "toys", "sports", "music", "travel");
  private static final int P99_MILLIS = Integer.getInteger("p99Millis", 100);
  private static final double MIN_HIT_SHARE =
      Double.parseDouble(System.getProperty("minHitShare", "0.8"));

  private static final Popularity PRODUCT = new Popularity(PRODUCTS, EXPONENT);
  private static final Popularity CATEGORY = new Popularity(CATEGORIES.size(), EXPONENT);
  private static final int PAGES_PER_VISIT = 10;

  private final List<String> baseUrls = Site.baseUrlsGiven();
  private final Outcomes pages = new Outcomes();
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final Figures figures =
      new Figures()
          .told("pages", pages::count)
          .told("URLs", asked::size)
          .atLeast("hit rate", MIN_HIT_SHARE, pages::hitRate)
          .told("99th percentile of a hit, ms", () -> pages.hits.percentile(99));

  {
    setUp(
            visiting()
                .injectOpen(constantUsersPerSec(USERS_PER_SECOND).during(DURATION))
                .andThen(figures.verdict().injectOpen(atOnceUsers(1))))
        .protocols(Page.protocol())
        .assertions(
            global().failedRequests().count().is(0L),
            global().responseTime().percentile(99).lt(P99_MILLIS));
  }

  @Override
  public void after() {
    figures.print();
  }

  private ScenarioBuilder visiting() {
    return scenario("visit")
        .exec(
            session ->
                session.set(
                    "gateway", baseUrls.get(ThreadLocalRandom.current().nextInt(baseUrls.size()))))
        .exec(
            repeat(PAGES_PER_VISIT)
                .on(
                    randomSwitch()
                        .on(
                            percent(85.0)
                                .then(
                                    exec(s -> s.set("path", "/products/" + rank(PRODUCT))),
                                    page("product")),
                            percent(8.0)
                                .then(exec(CatalogueSimulation::category), page("category")),
                            percent(5.0)
                                .then(exec(s -> s.set("path", "/products")), page("products")),
                            percent(2.0)
                                .then(
                                    exec(s -> s.set("path", "/categories")), page("categories")))));
  }

  private static Session category(Session session) {
    return session.set("path", "/categories/" + CATEGORIES.get(rank(CATEGORY) - 1));
  }

  private ChainBuilder page(String name) {
    return exec(Page.read(name, "#{path}"))
        .exec(
            session -> {
              if (session.contains("xCache")) {
                asked.add(session.getString("path"));
                pages.add(session.getString("xCache"), session.getInt("millis"));
              }
              return session.removeAll("xCache", "millis");
            });
  }

  private static int rank(Popularity popularity) {
    return popularity.next(ThreadLocalRandom.current());
  }
}
