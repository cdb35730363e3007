package io.sluice.loadtests;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/** Chooses, in turn, among the instances that say they are ready, as a load balancer does. */
final class Balancer {
  /** Half of the shortest {@code shutdown.delay} that loses nothing, 500 ms. */
  private static final Duration INTERVAL = Duration.ofMillis(250);

  private static final int TIMEOUT_SECONDS = 2;

  private final Site site;
  private final AtomicIntegerArray away;
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicInteger probers = new AtomicInteger();
  private final LongAdder returned = new LongAdder();

  Balancer(Site site) {
    this.site = site;
    away = new AtomicIntegerArray(site.size());
  }

  /** How often an instance was not ready and then was again. */
  long returned() {
    return returned.sum();
  }

  /** The URL of one that is ready; of any, when none is. */
  String next() {
    int first = turn.getAndIncrement();
    for (int n = 0; n < site.size(); n++) {
      int instance = Math.floorMod(first + n, site.size());
      if (away.get(instance) == 0) {
        return site.baseUrls().get(instance);
      }
    }
    return site.baseUrls().get(Math.floorMod(first, site.size()));
  }

  /** As {@link #next}, and another than this one, if there is any. */
  String other(String than) {
    String other = next();
    for (int n = 1; n < site.size() && other.equals(than); n++) {
      other = next();
    }
    return other;
  }

  PopulationBuilder probing(Duration length) {
    return scenario("probe")
        .exec(
            session -> {
              int instance = probers.getAndIncrement();
              return session.set("instance", instance).set("admin", site.adminUrls().get(instance));
            })
        .exec(
            during(length)
                .on(
                    http("probe")
                        .get("#{admin}/health/ready")
                        .requestTimeout(TIMEOUT_SECONDS)
                        // That it fails is no failure of the run.
                        .silent()
                        .check(status().saveAs("probe")),
                    pause(INTERVAL).exec(this::take)))
        .injectOpen(atOnceUsers(site.size()));
  }

  private Session take(Session session) {
    int instance = session.getInt("instance");
    boolean ready = session.contains("probe") && session.getInt("probe") == 200;
    if (away.getAndSet(instance, ready ? 0 : 1) == 1 && ready) {
      returned.increment();
    }
    return session.remove("probe").markAsSucceeded();
  }
}
