package io.sluice.gateway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayCluster;
import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RawHttp;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three nodes are restarted one after the other under load, behind a balancer that probes them. */
@Timeout(180)
class RollingRestartIT {
  private static final int CLIENTS = 6;
  private static final long PROBE_MILLIS = 200;

  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();
  private final Queue<String> lost = new ConcurrentLinkedQueue<>();

  /** The data ports that the balancer takes for ready. */
  private final List<Integer> ready = new CopyOnWriteArrayList<>();

  @Test
  void noRequestIsLost() throws InterruptedException {
    try (var redis = RealRedis.started();
        var origin = ScriptedOrigin.started()) {
      origin.on("/hit", OriginAnswer.fresh("hit"));
      origin.on("/pass", OriginAnswer.ok("pass").field("Cache-Control", "no-store"));
      try (var cluster =
          GatewayCluster.started(
              3, node -> node.redis(redis).origin(origin).set("shutdown.delay", "3s"))) {
        restartEach(cluster);
      }
    }
    assertThat(lost).isEmpty();
  }

  private void restartEach(GatewayCluster cluster) throws InterruptedException {
    var threads = Executors.newFixedThreadPool(CLIENTS + 1);
    try {
      var work = new ArrayList<CompletableFuture<Void>>();
      probeAll(cluster);
      work.add(CompletableFuture.runAsync(() -> probe(cluster), threads));
      for (int i = 0; i < CLIENTS; i++) {
        String path = i % 2 == 0 ? "/hit" : "/pass";
        work.add(CompletableFuture.runAsync(() -> ask(path), threads));
      }
      for (var node : cluster.nodes()) {
        int before = answered.get();
        Until.met(() -> answered.get() > before + 1000);
        node.startTerminating();
        assertThat(node.awaitExit()).as(node.output()).isZero();
        node.start();
        cluster.awaitComplete();
        int port = node.httpPort();
        Until.met(() -> ready.contains(port));
      }
      over.set(true);
      work.forEach(CompletableFuture::join);
    } finally {
      over.set(true);
      threads.shutdownNow();
    }
  }

  private void probe(GatewayCluster cluster) {
    while (!over.get()) {
      probeAll(cluster);
      try {
        Thread.sleep(PROBE_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void probeAll(GatewayCluster cluster) {
    var found = cluster.nodes().stream().filter(RollingRestartIT::isReady).toList();
    var ports = found.stream().map(GatewayProcess::httpPort).toList();
    ready.retainAll(ports);
    ports.stream().filter(port -> !ready.contains(port)).forEach(ready::add);
  }

  private static boolean isReady(GatewayProcess node) {
    try {
      return node.isAlive() && node.admin("GET", "/health/ready", "").status() == 200;
    } catch (UncheckedIOException | AssertionError gone) {
      return false;
    }
  }

  /** Keeps a connection until the node says that it closes it, and repeats nothing. */
  private void ask(String path) {
    while (!over.get()) {
      var now = List.copyOf(ready);
      if (now.isEmpty()) {
        continue;
      }
      int port = now.get(Math.floorMod(turn.getAndIncrement(), now.size()));
      try (var connection = RawHttp.connect(port)) {
        for (int i = 0; i < 200 && !over.get(); i++) {
          var response = connection.get(path);
          if (response.status() != 200 || !response.complete()) {
            lost.add(response.toString());
          }
          answered.incrementAndGet();
          if ("close".equals(response.field("connection"))) {
            break;
          }
        }
      } catch (UncheckedIOException | AssertionError failed) {
        lost.add(path + " at " + port + ": " + failed);
      }
    }
  }
}
