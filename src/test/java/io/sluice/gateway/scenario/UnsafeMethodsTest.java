package io.sluice.gateway.scenario;

import static io.sluice.gateway.testing.OriginAnswer.fresh;
import static io.sluice.gateway.testing.OriginAnswer.ok;
import static io.sluice.gateway.testing.OriginAnswer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.sluice.gateway.testing.OriginAnswer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class UnsafeMethodsTest {
  @RegisterExtension static final GatewayUnderTest gateway = GatewayUnderTest.with();

  private static void store(String path) {
    gateway.origin().on(path, fresh("old"));
    gateway.get(path);
    assertThat(gateway.get(path).xCache()).isEqualTo("HIT");
  }

  private static void write(String path, String method, OriginAnswer answer) {
    gateway.origin().on(path, request -> request.method().equals(method) ? answer : fresh("new"));
  }

  @Test
  void aWriteInvalidatesItsTargetBeforeItIsAnswered() {
    store("/put");
    write("/put", "PUT", status(204));

    assertThat(gateway.exchange("PUT", "/put").cacheStatus()).isEqualTo("sluice; fwd=method");
    assertThat(gateway.get("/put").text()).isEqualTo("new");
  }

  @Test
  void unknownMethodsCountAsUnsafe() {
    store("/frob");
    write("/frob", "FROB", ok("done"));

    assertThat(gateway.exchange("FROB", "/frob").text()).isEqualTo("done");
    assertThat(gateway.get("/frob").text()).isEqualTo("new");
  }

  @Test
  void locationAndContentLocationOfTheSameOriginGoToo() {
    store("/l1");
    store("/l2");
    gateway
        .origin()
        .on("/create", status(201).field("Location", "/l1").field("Content-Location", "/l2"));
    gateway.post("/create", "x");

    assertThat(gateway.get("/l1").xCache()).isEqualTo("MISS");
    assertThat(gateway.get("/l2").xCache()).isEqualTo("MISS");
  }

  @Test
  void aLocationOfAnotherOriginStays() {
    store("/l3");
    gateway.origin().on("/create3", status(201).field("Location", "http://other.example/l3"));
    gateway.post("/create3", "x");

    assertThat(gateway.get("/l3").xCache()).isEqualTo("HIT");
  }

  @Test
  void cacheGroupsNamedByAWriteGoAndByAReadStay() {
    gateway.origin().on("/g1", fresh("x").field("Cache-Groups", "\"a\", \"b\""));
    gateway.origin().on("/g2", fresh("x").field("Cache-Groups", "\"B\""));
    gateway.get("/g1");
    gateway.get("/g2");
    gateway.origin().on("/inv", request -> status(200).field("Cache-Group-Invalidation", "\"b\""));

    gateway.get("/inv");
    assertThat(gateway.get("/g1").xCache()).isEqualTo("HIT");
    gateway.post("/inv", "x");
    assertThat(gateway.get("/g1").xCache()).isEqualTo("MISS");
    assertThat(gateway.get("/g2").xCache()).isEqualTo("HIT");
  }

  @Test
  void aRefusedWriteChangesNothing() {
    store("/refused");
    write("/refused", "DELETE", status(403));
    gateway.exchange("DELETE", "/refused");

    assertThat(gateway.get("/refused").xCache()).isEqualTo("HIT");
  }

  @Test
  void aWriteWithoutAnAnswerMayHaveHappened() {
    store("/lost");
    gateway
        .origin()
        .on(
            "/lost",
            request ->
                request.method().equals("POST")
                    ? status(200).waitAt(opened()).breakOff()
                    : fresh("new"));

    assertThat(gateway.post("/lost", "x").status()).isEqualTo(502);
    assertThat(gateway.get("/lost").text()).isEqualTo("new");
    assertThat(gateway.origin().requests("/lost"))
        .filteredOn(request -> request.method().equals("POST"))
        .hasSize(1);
  }

  @Test
  void aFetchThatBeganBeforeTheWriteIsNotStored() {
    var gate = new Gate();
    var reads = new AtomicInteger();
    gateway
        .origin()
        .on(
            "/race",
            request ->
                request.method().equals("POST")
                    ? ok("written")
                    : reads.incrementAndGet() == 1
                        ? status(200).field("Cache-Control", "max-age=60").waitAt(gate).body("old")
                        : fresh("new"));

    try (var reader = gateway.connect();
        var later = gateway.connect()) {
      reader.request("GET", "/race");
      gate.awaitReached();
      gateway.post("/race", "x");
      later.request("GET", "/race");
      gate.open();
      assertThat(reader.response().text()).isEqualTo("old");
      assertThat(later.response().text()).isEqualTo("new");
    }
    assertThat(gateway.get("/race").text()).isEqualTo("new");
  }

  private static Gate opened() {
    var gate = new Gate();
    gate.open();
    return gate;
  }
}
