package io.sluice.gateway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.Gate;
import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SIGTERM: what is under way is finished, and no client loses a request. */
@Timeout(60)
class DrainIT {
  private static final int CLIENTS = 8;

  private final ScriptedOrigin origin = ScriptedOrigin.started();
  private final GatewayProcess gateway =
      GatewayProcess.configured().environment("REDIS_ENABLED", "false").origin(origin);

  @BeforeEach
  void start() {
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    origin.close();
  }

  @Test
  void noRequestOfABusyKeptAliveConnectionIsLost() {
    origin.on("/hit", OriginAnswer.fresh("hit"));
    origin.on("/pass", OriginAnswer.ok("pass").field("Cache-Control", "no-store"));
    var answered = new AtomicInteger();
    Queue<String> lost = new ConcurrentLinkedQueue<>();
    var threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      var clients = new ArrayList<CompletableFuture<Void>>();
      for (int i = 0; i < CLIENTS; i++) {
        String path = i % 2 == 0 ? "/hit" : "/pass";
        clients.add(CompletableFuture.runAsync(() -> ask(path, answered, lost), threads));
      }
      Until.met(() -> answered.get() > 1000);
      gateway.startTerminating();
      clients.forEach(CompletableFuture::join);
    } finally {
      threads.shutdown();
    }
    assertThat(lost).isEmpty();
    assertThat(gateway.awaitExit()).as(gateway.output()).isZero();
  }

  /** Goes on until the gateway says that it closes the connection; repeats nothing. */
  private void ask(String path, AtomicInteger answered, Queue<String> lost) {
    try (var connection = gateway.connect()) {
      while (true) {
        var response = connection.get(path);
        if (response.status() != 200 || !response.complete()) {
          lost.add(response.toString());
        }
        answered.incrementAndGet();
        if ("close".equals(response.field("connection"))) {
          connection.awaitClosed();
          return;
        }
      }
    } catch (UncheckedIOException | AssertionError failed) {
      lost.add(path + ": " + failed);
    }
  }

  @Test
  void whatIsUnderWayIsFinished() {
    var head = new Gate();
    var body = new Gate();
    origin.on("/slow-head", OriginAnswer.status(200).waitAt(head).body("slow head"));
    origin.on("/slow-body", OriginAnswer.ok("first,").waitAt(body).body("second"));
    try (var first = gateway.connect();
        var second = gateway.connect()) {
      first.request("GET", "/slow-head");
      second.request("GET", "/slow-body");
      head.awaitReached();
      body.awaitReached();
      gateway.startTerminating();
      awaitUnready();
      head.open();
      body.open();
      var answer = first.response();
      assertThat(answer.text()).isEqualTo("slow head");
      assertThat(answer.field("connection")).isEqualTo("close");
      assertThat(second.response().text()).isEqualTo("first,second");
      first.awaitClosed();
      second.awaitClosed();
    }
    assertThat(gateway.awaitExit()).isZero();
  }

  @Test
  void anIdleConnectionIsClosedAndDoesNotHoldUpTheEnd() {
    origin.on("/hit", OriginAnswer.fresh("hit"));
    try (var connection = gateway.connect()) {
      connection.get("/hit");
      long begin = System.nanoTime();
      assertThat(gateway.terminate()).isZero();
      assertThat(System.nanoTime() - begin).isLessThan(5_000_000_000L);
      connection.awaitClosed();
    }
  }

  @Test
  void theNodeIsNotReadyWhileItDrains() {
    var gate = new Gate();
    origin.on("/slow", OriginAnswer.status(200).waitAt(gate).body("slow"));
    try (var connection = gateway.connect().request("GET", "/slow")) {
      gate.awaitReached();
      gateway.startTerminating();
      awaitUnready();
      assertThat(gateway.get("/other").field("connection")).isEqualTo("close");
      gate.open();
      connection.response();
    }
    assertThat(gateway.awaitExit()).isZero();
  }

  @Test
  void whoeverTakesLongerThanTheGraceIsCutOff() {
    gateway.close();
    gateway.set("shutdown.grace", "300ms").start();
    origin.on("/never", OriginAnswer.ok("begin").chunked().hang());
    try (var connection = gateway.connect().request("GET", "/never")) {
      origin.awaitCount("/never", 1);
      assertThat(gateway.terminate()).isZero();
      assertThat(connection.response().complete()).isFalse();
    }
  }

  private void awaitUnready() {
    Until.met(() -> gateway.admin("GET", "/health/ready", "").status() == 503);
  }
}
