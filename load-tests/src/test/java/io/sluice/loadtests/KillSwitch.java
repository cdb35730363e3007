package io.sluice.loadtests;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import java.time.Duration;

/** Turns the cache off for a while, on all instances, and on again. */
final class KillSwitch {
  /** Until every node has surely heard of it, and what was under way is over. */
  private static final Duration SPREAD = Duration.ofSeconds(1);

  /** What may be said of a request that is sent now. */
  enum State {
    ON,
    CHANGING,
    BYPASS
  }

  private final String admin;
  private volatile State state = State.ON;

  KillSwitch(String admin) {
    this.admin = admin;
  }

  State state() {
    return state;
  }

  ScenarioBuilder after(Duration begin, Duration length) {
    return scenario("kill switch")
        .exec(
            pause(begin),
            enter(State.CHANGING),
            set("bypass"),
            pause(SPREAD),
            enter(State.BYPASS),
            pause(length),
            enter(State.CHANGING),
            set("on"),
            pause(SPREAD),
            enter(State.ON));
  }

  private ChainBuilder set(String mode) {
    return exec(
        http("mode " + mode)
            .put(admin + "/cache/mode")
            .headers(ControlApi.credentials())
            .body(StringBody("{\"mode\":\"" + mode + "\"}"))
            .check(status().is(200)));
  }

  private ChainBuilder enter(State next) {
    return exec(
        session -> {
          state = next;
          return session;
        });
  }
}
