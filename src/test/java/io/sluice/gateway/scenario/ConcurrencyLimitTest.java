package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An origin gets no more requests at a time than it can bear, from all event loops together. */
class ConcurrencyLimitTest {
  private final List<ScriptedOrigin> origins =
      List.of(ScriptedOrigin.started(), ScriptedOrigin.started());
  private final List<RawHttp> clients = new ArrayList<>();
  private GatewayUnderTest gateway = GatewayUnderTest.with();

  @AfterEach
  void stop() {
    clients.forEach(RawHttp::close);
    gateway.close();
    origins.forEach(ScriptedOrigin::close);
  }

  private void start(String urls, String... limits) {
    var settings = new ArrayList<>(List.of("upstreams.default.origins", urls));
    settings.addAll(List.of(limits));
    gateway = GatewayUnderTest.with(settings.toArray(String[]::new)).start();
  }

  /** Leaves requests waiting at an origin. */
  private void occupy(String path, int count) {
    for (int i = 0; i < count; i++) {
      clients.add(gateway.connect().request("GET", path + "?n=" + i));
    }
    Until.met(() -> origins.stream().mapToLong(o -> o.count(path)).sum() == count);
  }

  private static void assertOverloaded(RawResponse refused) {
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.field("retry-after")).isEqualTo("5");
    assertThat(refused.cacheStatus()).contains("detail=overloaded");
    assertThat(refused.field("content-type")).isEqualTo("application/problem+json");
  }

  private String metrics() {
    return gateway.admin("GET", "/metrics", "").text();
  }

  @Test
  void whatIsTooMuchIsRefusedAtOnceAndHitsGoOn() {
    start(origins.get(0).url(), "upstreams.default.max-concurrency", "3");
    var gate = new Gate();
    origins.get(0).on("/hit", fresh("x")).on("/other", ok("x"));
    origins.get(0).on("/slow", status(200).waitAt(gate).body("at last"));
    gateway.get("/hit");
    Until.met(() -> "HIT".equals(gateway.get("/hit").xCache()));

    occupy("/slow", 3);
    assertOverloaded(gateway.get("/other"));
    assertOverloaded(gateway.post("/other", "content"));
    assertThat(gateway.get("/hit").xCache()).isEqualTo("HIT");
    assertThat(metrics())
        .containsPattern("sluice_origin_in_flight\\{[^}]*} 3")
        .containsPattern("sluice_overloaded_total\\{upstream=\"default\"} 2");

    gate.open();
    clients.forEach(c -> assertThat(c.response().text()).isEqualTo("at last"));
    Until.met(() -> metrics().matches("(?s).*sluice_origin_in_flight\\{[^}]*} 0.*"));
    for (int i = 0; i < 20; i++) {
      assertThat(gateway.get("/other?n=" + i).status()).isEqualTo(200);
    }
  }

  @Test
  void aResponseCountsUntilItsEnd() {
    start(origins.get(0).url(), "upstreams.default.max-concurrency", "1");
    var gate = new Gate();
    origins.get(0).on("/other", ok("x"));
    origins.get(0).on("/long", status(200).chunked().body("begin ").waitAt(gate).body("end"));
    clients.add(gateway.connect().request("GET", "/long"));
    String head = clients.get(0).head();

    assertOverloaded(gateway.get("/other"));
    gate.open();
    assertThat(clients.get(0).responseAfter(head).text()).isEqualTo("begin end");
    Until.met(() -> gateway.get("/other").status() == 200);
  }

  @Test
  void whoLeavesMakesRoom() {
    start(origins.get(0).url(), "upstreams.default.max-concurrency", "1");
    var gate = new Gate();
    origins.get(0).on("/other", ok("x")).on("/slow", status(200).waitAt(gate).body("x"));
    clients.add(gateway.connect().requestWithBody("POST", "/slow", "content"));
    Until.met(() -> origins.get(0).count("/slow") == 1);
    assertOverloaded(gateway.get("/other"));
    clients.get(0).abort();
    Until.met(() -> gateway.get("/other").status() == 200);
    gate.open();
  }

  @Test
  void anotherOriginTakesWhatOneHasNoRoomFor() {
    start(
        origins.get(0).url() + "," + origins.get(1).url(),
        "upstreams.default.max-concurrency",
        "2",
        "upstreams.default.balance",
        "consistent-hash");
    var gate = new Gate();
    origins.forEach(o -> o.on("/slow", status(200).waitAt(gate).body("at last")));
    origins.forEach(o -> o.on("/other", ok("x")));
    occupy("/slow", 4);
    assertThat(origins).allSatisfy(o -> assertThat(o.count("/slow")).isEqualTo(2));
    assertOverloaded(gateway.get("/other"));
    gate.open();
    clients.forEach(c -> assertThat(c.response().text()).isEqualTo("at last"));
  }

  @Test
  void aFullQueueSaysWhenToComeBack() {
    start(
        origins.get(0).url(),
        "vertx.event-loops",
        "1",
        "upstreams.default.pool-size",
        "1",
        "upstreams.default.queue-size",
        "0");
    var gate = new Gate();
    origins.get(0).on("/slow", status(200).waitAt(gate).body("x")).on("/other", ok("x"));
    occupy("/slow", 1);
    assertOverloaded(gateway.get("/other"));
    assertThat(metrics()).containsPattern("sluice_overloaded_total\\{upstream=\"default\"} 1");
    gate.open();
  }
}
