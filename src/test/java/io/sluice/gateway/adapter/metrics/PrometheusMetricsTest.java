package io.sluice.gateway.adapter.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.adapter.caffeine.CaffeineStore;
import io.sluice.gateway.spi.CacheEvents;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Exposition.StoreState;
import io.sluice.gateway.spi.NoFileStore;
import io.sluice.gateway.spi.OpenTunnels;
import io.sluice.gateway.spi.StoreCommands;
import io.sluice.gateway.testing.Until;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PrometheusMetricsTest {

  /** Micrometer holds what a counter is read from weakly. */
  @Test
  void aCounterThatNobodyElseHoldsGoesOnCounting() {
    var dropped = new AtomicLong();
    try (var metrics = metrics()) {
      metrics.requestLog(() -> dropped.get());
      var collected = new WeakReference<>(new Object());
      Until.met(
          () -> {
            System.gc();
            return collected.get() == null;
          });
      dropped.set(7);

      assertThat(metrics.scrape(null, StoreState.DOWN))
          .contains("sluice_request_log_dropped_total 7.0");
    }
  }

  private static PrometheusMetrics metrics() {
    return new PrometheusMetrics(
        new Counters(),
        new CaffeineStore(1 << 20, 1000, 1, new CacheEvents()),
        new NoFileStore(),
        new OpenTunnels(1),
        () -> 0,
        () -> StoreCommands.NONE);
  }
}
