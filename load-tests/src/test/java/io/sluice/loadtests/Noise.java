package io.sluice.loadtests;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.responseTimeInMillis;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.PopulationBuilder;
import java.time.Duration;

/**
 * How long an answer takes that nobody works for: what a busy machine adds to every time that is
 * measured on it.
 */
final class Noise {
  private static final double PER_SECOND = 10;

  private final String origin;
  private final Times times = new Times();

  /**
   * @param origin answers {@code /stats} at once
   */
  Noise(String origin) {
    this.origin = origin;
  }

  PopulationBuilder measured(Duration duration) {
    return scenario("noise")
        .exec(
            http("noise")
                .get(origin + "/stats")
                .check(status().is(200), responseTimeInMillis().saveAs("millis")))
        .exec(
            session -> {
              if (session.contains("millis")) {
                times.add(session.getInt("millis"));
              }
              return session;
            })
        .injectOpen(constantUsersPerSec(PER_SECOND).during(duration));
  }

  /**
   * Asks that a percentile be at most a bound and three times what the noise's is: a hit waits for
   * more processes than what is measured here, and shares them with what is slower.
   */
  Figures bound(Figures figures, String what, Times of, double percent, double millis) {
    String name = what + ": " + Math.round(percent) + "th percentile";
    return figures
        .told(name + ", ms", () -> of.percentile(percent))
        .told(name + " of the noise, ms", () -> times.percentile(percent))
        .atMost(
            name + " less three times that, ms",
            millis,
            () -> Math.max(0, of.percentile(percent) - 3 * times.percentile(percent)));
  }
}
