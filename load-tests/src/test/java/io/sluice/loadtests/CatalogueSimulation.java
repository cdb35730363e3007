package io.sluice.loadtests;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.dummy;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * Visitors browse the demo catalogue through a started gateway: product pages after their
 * popularity, now and then a category or a list.
 *
 * <p>Visitors arrive at a constant rate, however slow the answers are: a gateway that stalls gets
 * no respite, and its stall shows in the percentiles. README.md lists the properties.
 */
public final class CatalogueSimulation extends Simulation {
  private static final String BASE_URL = System.getProperty("baseUrl", "http://127.0.0.1:8080");
  private static final int USERS_PER_SECOND = Integer.getInteger("users", 50);
  private static final Duration DURATION = Duration.ofSeconds(Long.getLong("duration", 30L));
  private static final int PRODUCTS = Integer.getInteger("products", 120);
  private static final List<String> CATEGORIES =
      List.of("tools", "garden", "kitchen", "office", "toys", "sports", "music", "travel");
  private static final int P99_MILLIS = Integer.getInteger("p99Millis", 100);
  private static final double MIN_HIT_SHARE =
      Double.parseDouble(System.getProperty("minHitShare", "0.8"));

  private static final Popularity PRODUCT = new Popularity(PRODUCTS, 1.0);
  private static final Popularity CATEGORY = new Popularity(CATEGORIES.size(), 1.0);
  private static final int PAGES_PER_VISIT = 10;

  private final LongAdder answers = new LongAdder();
  private final LongAdder hits = new LongAdder();

  {
    var protocol =
        http.baseUrl(BASE_URL)
            .acceptHeader("application/json")
            // The gateway's cache is under test, not a browser's.
            .disableCaching()
            .shareConnections();

    var visit =
        scenario("visit")
            .exec(
                repeat(PAGES_PER_VISIT)
                    .on(
                        randomSwitch()
                            .on(
                                percent(85.0)
                                    .then(
                                        exec(s -> s.set("id", rank(PRODUCT))),
                                        page("product", "/products/#{id}")),
                                percent(8.0)
                                    .then(
                                        exec(s -> s.set("id", CATEGORIES.get(rank(CATEGORY) - 1))),
                                        page("category", "/categories/#{id}")),
                                percent(5.0).then(page("products", "/products")),
                                percent(2.0).then(page("categories", "/categories")))));

    // Gatling asserts on requests alone; the share becomes the outcome of one that is never sent.
    var verdict =
        scenario("verdict")
            .exec(
                dummy("hit share at least " + MIN_HIT_SHARE, 1)
                    .withSuccess(s -> hitShare() >= MIN_HIT_SHARE));

    setUp(
            visit
                .injectOpen(constantUsersPerSec(USERS_PER_SECOND).during(DURATION))
                .andThen(verdict.injectOpen(atOnceUsers(1))))
        .protocols(protocol)
        .assertions(
            global().failedRequests().count().is(0L),
            global().responseTime().percentile(99).lt(P99_MILLIS));
  }

  @Override
  public void after() {
    System.out.printf(
        Locale.ROOT,
        "X-Cache: %d answers, %d hits, hit share %.4f (expected: >= %.2f)%n",
        answers.sum(),
        hits.sum(),
        hitShare(),
        MIN_HIT_SHARE);
  }

  private ChainBuilder page(String name, String path) {
    HttpRequestActionBuilder request =
        http(name).get(path).check(status().is(200), header("X-Cache").exists().saveAs("xCache"));
    return exec(request).exec(this::count);
  }

  /** A stale answer is a hit too: the origin did not keep the visitor waiting. */
  private Session count(Session session) {
    String outcome = session.getString("xCache");
    answers.increment();
    if ("HIT".equals(outcome) || "STALE".equals(outcome)) {
      hits.increment();
    }
    return session.remove("xCache");
  }

  private double hitShare() {
    long all = answers.sum();
    return all == 0 ? 0 : (double) hits.sum() / all;
  }

  private static int rank(Popularity popularity) {
    return popularity.next(ThreadLocalRandom.current());
  }
}
