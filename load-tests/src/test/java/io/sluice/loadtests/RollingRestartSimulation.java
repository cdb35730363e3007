package io.sluice.loadtests;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads through all instances while somebody restarts them, one after the other: whoever asks
 * through a balancer that probes them notices nothing.
 *
 * <p>What a balancer may repeat is a read that got no answer, once, and elsewhere. An answer that
 * is an error counts as what it is.
 */
public final class RollingRestartSimulation extends Simulation {
  private static final int READS_PER_SECOND = Integer.getInteger("users", 40);
  private static final int PRODUCTS = Integer.getInteger("products", 105);
  private static final double MIN_HIT_SHARE =
      Double.parseDouble(System.getProperty("minHitShare", "0.9"));
  private static final double MOST_REPEATED = 0.001;

  private final Site site = Site.gateways();
  private final int restarts = Integer.getInteger("restarts", site.size());
  private final Duration duration =
      Duration.ofSeconds(Integer.getInteger("duration", 20 * site.size()));
  private final Balancer balancer = new Balancer(site);
  private final Random random = new Random(23);
  private final Popularity popularity = new Popularity(PRODUCTS, 1.0);
  private final Outcomes reads = new Outcomes();
  private final LongAdder errors = new LongAdder();
  private final LongAdder repeated = new LongAdder();
  private final LongAdder lost = new LongAdder();

  private final Figures figures =
      new Figures()
          .atLeast("instances that went and came back", restarts, balancer::returned)
          .atLeast("reads", READS_PER_SECOND * duration.toSeconds(), reads::count)
          .atMost("answers other than 200", 0, errors::sum)
          .atMost("without an answer, elsewhere, too", 0, lost::sum)
          .told("without an answer, repeated elsewhere", repeated::sum)
          .atMost(
              "their share",
              MOST_REPEATED,
              () -> (double) repeated.sum() / Math.max(1, reads.count()))
          .atLeast("hit rate", MIN_HIT_SHARE, reads::hitRate)
          .told("99th percentile of a read, ms", () -> reads.all.percentile(99));

  {
    setUp(
            balancer.probing(duration),
            reading()
                .injectOpen(constantUsersPerSec(READS_PER_SECOND).during(duration))
                .andThen(figures.verdict().injectOpen(atOnceUsers(1))))
        .protocols(Page.protocol())
        .assertions(figures.met());
  }

  @Override
  public void after() {
    figures.print();
  }

  private ScenarioBuilder reading() {
    return scenario("read")
        .exec(this::choose)
        .exec(read("product"))
        .exec(
            doIf(session -> !session.contains("status"))
                .then(exec(this::elsewhere), read("product, repeated")))
        .exec(this::count);
  }

  private static ChainBuilder read(String name) {
    return exec(Page.read(name, "/products/#{product}").check(status().saveAs("status")));
  }

  private synchronized Session choose(Session session) {
    return session.set("gateway", balancer.next()).set("product", popularity.next(random));
  }

  private Session elsewhere(Session session) {
    repeated.increment();
    return session.set("gateway", balancer.other(session.getString("gateway")));
  }

  private Session count(Session session) {
    if (!session.contains("status")) {
      lost.increment();
    } else if (session.getInt("status") != 200) {
      errors.increment();
    } else {
      reads.add(session.getString("xCache"), session.getInt("millis"));
    }
    return session;
  }
}
