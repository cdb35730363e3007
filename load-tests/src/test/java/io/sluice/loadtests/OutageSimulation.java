package io.sluice.loadtests;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/**
 * The origin fails for a third of the run: what is known is served stale to everybody, and is fresh
 * again soon after the origin is back.
 */
public final class OutageSimulation extends Simulation {
  private static final int READS_PER_SECOND = Integer.getInteger("users", 40);
  private static final int SECONDS = Integer.getInteger("duration", 45);
  private static final int P99_MILLIS = Integer.getInteger("p99Millis", 1_000);
  private static final int SETTLE_SECONDS = Integer.getInteger("settleSeconds", 8);
  private static final int PRODUCTS = 105;

  private final Site site = Site.shared();
  private final Random random = new Random(13);
  private final Popularity popularity = new Popularity(PRODUCTS, 1.0);
  private final Map<Phase, Outcomes> seen = new EnumMap<>(Phase.class);
  private volatile Phase phase = Phase.WELL;

  private enum Phase {
    WELL,
    DOWN,
    RECOVERING,
    RECOVERED
  }

  {
    for (Phase each : Phase.values()) {
      seen.put(each, new Outcomes());
    }
  }

  private final Figures figures =
      new Figures()
          .told("reads before", seen.get(Phase.WELL)::count)
          .atLeast("reads while the origin is down", 1, seen.get(Phase.DOWN)::count)
          .atLeast("of these from the cache, stale or fresh", 0.99, seen.get(Phase.DOWN)::hitRate)
          .atLeast("of these stale", 1, seen.get(Phase.DOWN)::stale)
          .told("stale while the origin recovers", seen.get(Phase.RECOVERING)::stale)
          .atLeast("reads after the recovery", 1, seen.get(Phase.RECOVERED)::count)
          .atMost("of these stale", 0, seen.get(Phase.RECOVERED)::stale)
          .atLeast("of these from the origin", 1, seen.get(Phase.RECOVERED)::notHits);

  {
    var noise = new Noise(site.origin());
    noise.bound(figures, "while down", seen.get(Phase.DOWN).all, 99, P99_MILLIS);
    setUp(
            fill()
                .injectOpen(atOnceUsers(1))
                .andThen(
                    noise.measured(Duration.ofSeconds(SECONDS)),
                    reading()
                        .injectOpen(
                            constantUsersPerSec(READS_PER_SECOND)
                                .during(Duration.ofSeconds(SECONDS))),
                    failing().injectOpen(atOnceUsers(1)))
                .andThen(figures.verdict().injectOpen(atOnceUsers(1))))
        .protocols(Page.protocol())
        .assertions(global().failedRequests().count().is(0L));
  }

  @Override
  public void after() {
    figures.print();
  }

  /** What nobody has asked for before cannot be served stale. */
  private ScenarioBuilder fill() {
    return scenario("fill")
        .exec(
            repeat(PRODUCTS, "n")
                .on(
                    exec(session ->
                            session
                                .set("gateway", site.baseUrls().get(0))
                                .set("product", session.getInt("n") + 1))
                        .exec(read())));
  }

  private ScenarioBuilder reading() {
    return scenario("read")
        .exec(
            session -> {
              synchronized (random) {
                return session
                    .set("gateway", site.baseUrls().get(random.nextInt(site.size())))
                    .set("product", popularity.next(random))
                    .set("phase", phase);
              }
            })
        .exec(read())
        .exec(
            session -> {
              Phase before = session.get("phase");
              if (before == phase && session.contains("xCache")) {
                seen.get(before).add(session.getString("xCache"), session.getInt("millis"));
              }
              return session;
            });
  }

  private static ChainBuilder read() {
    return exec(Page.read("product", "/products/#{product}"));
  }

  private ScenarioBuilder failing() {
    Duration third = Duration.ofSeconds(SECONDS / 3);
    return scenario("origin")
        .exec(
            pause(third),
            origin("down"),
            enter(Phase.DOWN),
            pause(third),
            enter(Phase.RECOVERING),
            origin("up"),
            pause(Duration.ofSeconds(SETTLE_SECONDS)),
            enter(Phase.RECOVERED));
  }

  private ChainBuilder origin(String state) {
    return exec(
        http("origin " + state).put(site.origin() + "/origin/" + state).check(status().is(200)));
  }

  private ChainBuilder enter(Phase next) {
    return exec(
        session -> {
          phase = next;
          return session;
        });
  }
}
