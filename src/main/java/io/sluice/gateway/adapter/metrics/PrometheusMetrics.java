package io.sluice.gateway.adapter.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.spi.LocalStore;
import java.util.Locale;

/**
 * Shows {@link Counters} and the local store to Prometheus. Nothing is counted here: the hit path
 * knows the counters alone, and these are read when somebody asks.
 */
public final class PrometheusMetrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();

  public PrometheusMetrics(Counters counters, LocalStore local) {
    for (var event : Event.values()) {
      FunctionCounter.builder(
              "sluice." + event.name().toLowerCase(Locale.ROOT).replace('_', '.'),
              counters,
              c -> c.sum(event))
          .register(registry);
    }
    Gauge.builder("sluice.l1.keys", local, store -> store.stats().keys()).register(registry);
    Gauge.builder("sluice.l1.size", local, store -> store.stats().weightBytes())
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("sluice.l1.limit", local, store -> store.stats().maxBytes())
        .baseUnit("bytes")
        .register(registry);
    FunctionCounter.builder("sluice.l1.evictions", local, store -> store.stats().evictions())
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    gc.bindTo(registry);
  }

  /** The exposition in Prometheus' text format. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}
