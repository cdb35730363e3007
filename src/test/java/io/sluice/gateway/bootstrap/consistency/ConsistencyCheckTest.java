package io.sluice.gateway.bootstrap.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.bootstrap.consistency.CachingDouble.Fault;
import io.sluice.gateway.testing.FreePort;
import io.sluice.gateway.testing.Until;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checker finds the faults that caches have, and none where there is none. */
@Timeout(40)
class ConsistencyCheckTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    get(vertx.close());
  }

  @ParameterizedTest
  @EnumSource(names = {"REMOVES_LATE", "STORES_WHAT_WAS_ON_ITS_WAY"})
  void aFaultyCacheIsFoundOut(Fault fault) throws Exception {
    var report = checked(fault, soFar -> soFar.violated() > 0);

    assertThat(report.violated()).isPositive();
    assertThat(report.violations().get(0))
        .contains("VIOLATION: /_consistency/", "due", "invalidation: {", "origin 200", "read HIT");
  }

  @Test
  void aCorrectCacheIsNotAccused() throws Exception {
    var report = checked(Fault.NONE, soFar -> soFar.succeeded() >= 50 && soFar.hits() >= 200);

    assertThat(report.violations()).isEmpty();
    assertThat(report.proves()).isTrue();
    assertThat(report.p99Millis()).isGreaterThanOrEqualTo(report.p50Millis());
  }

  @Test
  void aCacheThatNeverHitsProvesNothing() throws Exception {
    var report = checked(Fault.NEVER_HITS, soFar -> soFar.succeeded() >= 3);

    assertThat(report.violations()).isEmpty();
    assertThat(report.proves()).isFalse();
  }

  @Test
  void aGatewayThatLeadsElsewhereIsTold() throws Exception {
    int elsewhere = FreePort.find();
    var gateway = caching(Fault.NONE, elsewhere);

    assertThatThrownBy(() -> get(ConsistencyCheck.start(vertx, options(gateway.url(), 0))))
        .hasMessageContaining(gateway.url() + " answers 502")
        .hasMessageContaining("SLUICE_ORIGIN");
  }

  private Report checked(Fault fault, Predicate<Report> enough) throws Exception {
    int originPort = FreePort.find();
    var gateway = caching(fault, originPort);
    var check = get(ConsistencyCheck.start(vertx, options(gateway.url(), originPort)));
    Until.met(Duration.ofSeconds(20), () -> enough.test(now(check)), () -> now(check).line());
    return get(check.finish());
  }

  private CachingDouble caching(Fault fault, int originPort) throws Exception {
    var gateway = new CachingDouble(fault, originPort);
    get(vertx.deployVerticle(gateway));
    return gateway;
  }

  private static CheckOptions options(URI gateway, int originPort) {
    return new CheckOptions(
        List.of(gateway), List.of(gateway), "", "shop.test", "127.0.0.1", originPort, 10, 4, 1, 7);
  }

  private static Report now(ConsistencyCheck check) {
    try {
      return get(check.report());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static <T> T get(Future<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
