package io.sluice.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RealRedisExtension;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.ThreadAllocations;
import io.sluice.gateway.testing.Until;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a hit in memory allocates, which unlike its time is nearly the same on a busy machine: the
 * gateway is a process of its own, with the compilers that production has and with no agent of the
 * tests, and tells what each of its threads has allocated.
 */
class HitAllocationIT {

  /**
   * The limits: bytes that an event loop may allocate for a request, 10 to 15 % above what was
   * measured in the steady state (JDK 17).
   */
  enum Hit {
    PLAIN(1_930, "/page", 200, 1024, "Accept: */*"),
    VARY(2_070, "/vary", 200, 1024, "Accept-Encoding: gzip"),
    NOT_MODIFIED(2_150, "/page", 304, 0, "If-None-Match: \"v1\""),
    RANGE(2_980, "/large", 206, 1024, "Range: bytes=524288-525311"),
    HTTP_2(10_150, "/page", 200, 1024, "accept: */*");

    final int limit;
    final String path;
    final int status;
    final int bodyBytes;
    final String field;

    Hit(int limit, String path, int status, int bodyBytes, String field) {
      this.limit = limit;
      this.path = path;
      this.status = status;
      this.bodyBytes = bodyBytes;
      this.field = field;
    }
  }

  /** What threads may allocate that do not serve the connection: timers, heartbeats. */
  private static final int OTHERS_LIMIT = 64;

  private static final int REQUESTS = 4_000;
  private static final long PATIENCE_NANOS = 240_000_000_000L;

  /** Two rounds that differ by less are the steady state. */
  private static final double STEADY = 0.02;

  @RegisterExtension static final RealRedisExtension redis = new RealRedisExtension();

  private static final ScriptedOrigin origin = ScriptedOrigin.started();
  private static final GatewayProcess gateway =
      GatewayProcess.configured()
          .jvm("-Xmx256m", "-XX:+UseG1GC", ThreadAllocations.JVM_OPTION)
          .origin(origin);
  private static final Map<Hit, Figure> least = new EnumMap<>(Hit.class);

  /**
   * Bytes a request.
   *
   * @param serving of the event loop that has the connection
   * @param others of all other threads
   */
  private record Figure(double serving, double others) {
    static Figure between(Map<String, Long> before, Map<String, Long> after) {
      double all = 0;
      double most = 0;
      for (var thread : after.entrySet()) {
        double bytes = thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
        all += bytes;
        if (thread.getKey().contains("eventloop")) {
          most = Math.max(most, bytes);
        }
      }
      return new Figure(most / REQUESTS, (all - most) / REQUESTS);
    }

    Figure least(Figure other) {
      return new Figure(Math.min(serving, other.serving), Math.min(others, other.others));
    }

    boolean isNear(Figure other) {
      return Math.abs(serving - other.serving) < STEADY * serving;
    }
  }

  @BeforeAll
  @Timeout(300)
  static void measure() {
    script();
    gateway.redis(redis.server()).start().awaitLease();
    try (var threads = ThreadAllocations.of(gateway.pid());
        var client = new HitClient(gateway.httpPort())) {
      for (var hit : Hit.values()) {
        store(hit);
      }
      var last = new EnumMap<Hit, Figure>(Hit.class);
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      boolean done = false;
      while (!done && System.nanoTime() < deadline) {
        done = true;
        for (var hit : Hit.values()) {
          int asked = origin.requests().size();
          var before = threads.bytes();
          client.send(hit, REQUESTS);
          var figure = Figure.between(before, threads.bytes());
          if (origin.requests().size() > asked) {
            // A lease that has run out on a busy machine: these were no hits.
            done = false;
            continue;
          }
          var previous = last.put(hit, figure);
          least.merge(hit, figure, Figure::least);
          done &= figure.serving <= hit.limit && previous != null && figure.isNear(previous);
        }
      }
    }
    least.forEach(
        (hit, figure) ->
            System.out.printf(
                "%s: %,.0f bytes a hit (limit: %,d), %.0f on other threads%n",
                hit, figure.serving, hit.limit, figure.others));
  }

  private static void script() {
    origin.on("/page", page(1024));
    origin.on("/vary", page(1024).field("Vary", "Accept-Encoding"));
    origin.on("/large", page(1024 * 1024));
  }

  private static OriginAnswer page(int bytes) {
    return OriginAnswer.ok("x".repeat(bytes))
        .field("Content-Type", "text/plain")
        .field("Cache-Control", "public, max-age=86400")
        .field("ETag", "\"v1\"")
        .field("Accept-Ranges", "bytes")
        .field("Cache-Tag", "product:1,products");
  }

  /** Whole and without conditions; where it has variants, some of them. */
  private static void store(Hit hit) {
    for (String coding : new String[] {"br", "identity", "gzip"}) {
      Until.met(
          () ->
              String.valueOf(gateway.get(hit.path, "Accept-Encoding", coding).cacheStatus())
                  .startsWith("sluice; hit; ttl="));
    }
  }

  @AfterAll
  static void stop() {
    gateway.close();
    origin.close();
  }

  private static Figure figure(Hit hit) {
    return Objects.requireNonNull(
        least.get(hit), () -> hit + ": every round asked the origin:\n" + gateway.output());
  }

  @ParameterizedTest
  @EnumSource
  void aHitAllocatesNoMoreThanItsLimit(Hit hit) {
    var figure = figure(hit);
    assertThat(figure.serving)
        .as(
            "%s: %,.0f bytes a request (limit: %,d) in four minutes at most, which a busy machine may"
                + " need to compile. Otherwise something on the path of every hit allocates anew: docs/performance.md, 'What a hit allocates', says how to find it. If it"
                + " is worth its price, raise the limit in HitAllocationIT.Hit and say why.",
            hit, figure.serving, hit.limit)
        .isLessThanOrEqualTo(hit.limit);
  }

  /** No other event loop, no worker: what hands a hit over, makes others allocate. */
  @ParameterizedTest
  @EnumSource
  void aHitIsTheWorkOfOneThread(Hit hit) {
    var figure = figure(hit);
    assertThat(figure.others)
        .as(
            "%s: %.0f bytes a request on threads that do not serve its connection (limit: %d):"
                + " is a hit handed over?",
            hit, figure.others, OTHERS_LIMIT)
        .isLessThanOrEqualTo(OTHERS_LIMIT);
  }
}
