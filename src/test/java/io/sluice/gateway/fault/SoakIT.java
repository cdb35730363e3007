package io.sluice.gateway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.TcpProxy;
import io.sluice.gateway.testing.Until;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Mixed traffic while origin and Redis come and go: afterwards heap and descriptors are where they
 * were, and no event loop was blocked. {@code -Dsluice.soak.seconds=600}, or the profile {@code
 * long}, makes it ten minutes.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
@EnabledOnOs(OS.LINUX) // tells descriptors by /proc
class SoakIT {
  private static final int CLIENTS = 6;
  private static final long WARM_MILLIS = 8_000;
  private static final long FAULT_EVERY_MILLIS = 4_000;

  /** Of 192 MiB: pools and caches go on growing for a while to what they may have. */
  private static final long MORE_HEAP = 24L << 20;

  private final long millis = Long.getLong("sluice.soak.seconds", 20) * 1000;
  private final Map<String, LongAdder> done = SoakClient.counts();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  @Test
  void nothingIsLeftOfMixedTrafficWithFaults() throws Exception {
    Assumptions.assumeTrue(
        RealRedis.isAvailable(),
        "no redis-server for this machine: name one in SLUICE_TEST_REDIS_SERVER");
    try (var redis = RealRedis.started();
        var origin = new SoakOrigin();
        var link = TcpProxy.to(origin.port());
        var gateway =
            GatewayProcess.configured()
                .redis(redis)
                .environment("SLUICE_ORIGIN", "http://127.0.0.1:" + link.port())
                .set("cache.l1.max-bytes", "16MiB")
                .set("fetch.first-byte-timeout", "1s")
                .set("fetch.breaker.reset-timeout", "500ms")
                .start()
                .awaitLease()) {
      drive(gateway, WARM_MILLIS, () -> {});
      settle(gateway);
      long heap = heapBytes(gateway);
      int descriptors = gateway.descriptors();

      drive(gateway, millis, faults(link, redis));
      settle(gateway);

      assertThat(wrong).isEmpty();
      System.out.printf(
          "soak: %s%nheap %d -> %d KiB, descriptors %d -> %d, most memory %d KiB%n",
          done,
          heap >> 10,
          heapBytes(gateway) >> 10,
          descriptors,
          gateway.descriptors(),
          gateway.peakMemoryBytes() >> 10);
      Until.met(() -> gateway.descriptors() <= descriptors + 8);
      assertThat(heapBytes(gateway)).isLessThan(heap + MORE_HEAP);
      assertThat(gateway.log())
          .noneMatch(line -> line.contains("blocked") || line.contains(" ERROR "));
      assertThat(gateway.get("/page/1").status()).isEqualTo(200);
    }
  }

  /** What breaks the next time it is called, and mends what was broken before. */
  private static Runnable faults(TcpProxy link, RealRedis redis) {
    var turn = new int[1];
    return () -> {
      switch (turn[0]++ % 8) {
        case 0 -> link.cut();
        case 2 -> link.stall();
        case 4 -> redis.freeze();
        case 5 -> redis.thaw();
        case 6 -> redis.kill();
        case 7 -> redis.start();
        default -> link.mend();
      }
    };
  }

  private void drive(GatewayProcess gateway, long millis, Runnable fault) throws Exception {
    long end = System.nanoTime() + millis * 1_000_000;
    var threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      var clients =
          IntStream.range(0, CLIENTS)
              .mapToObj(
                  i ->
                      CompletableFuture.runAsync(
                          new SoakClient(gateway, i, () -> System.nanoTime() > end, done, wrong),
                          threads))
              .toArray(CompletableFuture[]::new);
      int calls = 0;
      while (System.nanoTime() < end || calls % 8 != 0) {
        Thread.sleep(Math.min(FAULT_EVERY_MILLIS, Math.max(500, millis / 8)));
        fault.run();
        calls++;
      }
      CompletableFuture.allOf(clients).get(2, TimeUnit.MINUTES);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Returns once nothing is under way any more. */
  private static void settle(GatewayProcess gateway) {
    Until.met(
        Duration.ofSeconds(30),
        () ->
            metric(gateway, "sluice_origin_in_flight") == 0
                && metric(gateway, "sluice_tunnels_open") == 0
                && metric(gateway, "sluice_origin_circuits_open") == 0
                && metric(gateway, "sluice_lease_held") == 1,
        () -> gateway.admin("GET", "/metrics", "").text());
  }

  private static double metric(GatewayProcess gateway, String name) {
    return gateway
        .admin("GET", "/metrics", "")
        .text()
        .lines()
        .filter(line -> line.startsWith(name + '{') || line.startsWith(name + ' '))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** What is alive, after a collection. */
  private static long heapBytes(GatewayProcess gateway) throws IOException, InterruptedException {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var collection =
        new ProcessBuilder(jcmd, Long.toString(gateway.pid()), "GC.run").inheritIO().start();
    assertThat(collection.waitFor()).isZero();
    return (long)
        gateway
            .admin("GET", "/metrics", "")
            .text()
            .lines()
            .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
  }
}
