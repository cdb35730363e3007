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
import io.sluice.gateway.invalidation.ProtocolListener;
import io.sluice.gateway.invalidation.ProtocolStatus;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.spi.LocalStore;
import io.sluice.gateway.spi.OpenTunnels;
import io.sluice.gateway.spi.UpstreamStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows {@link Counters}, the local store, the origins and the invalidation protocol to Prometheus.
 * The hit path knows the counters alone, and these are read when somebody asks.
 */
public final class PrometheusMetrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final ProtocolMetrics protocol = new ProtocolMetrics(registry);
  private final UpstreamMetrics upstreams = new UpstreamMetrics(registry);

  /**
   * @param connections how many the data port has now
   */
  public PrometheusMetrics(
      Counters counters, LocalStore local, OpenTunnels openTunnels, IntSupplier connections) {
    for (var event : Event.values()) {
      FunctionCounter.builder(
              "sluice." + event.name().toLowerCase(Locale.ROOT).replace('_', '.'),
              counters,
              c -> c.sum(event))
          .register(registry);
    }
    // Held strongly: nobody else keeps the supplier, and a gauge of what is gone says NaN.
    Gauge.builder("sluice.connections.open", connections::getAsInt).register(registry);
    Gauge.builder("sluice.l1.keys", local, store -> store.stats().keys()).register(registry);
    Gauge.builder("sluice.l1.size", local, store -> store.stats().weightBytes())
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("sluice.l1.limit", local, store -> store.stats().maxBytes())
        .baseUnit("bytes")
        .register(registry);
    FunctionCounter.builder("sluice.l1.evictions", local, store -> store.stats().evictions())
        .register(registry);
    Gauge.builder("sluice.tunnels.open", openTunnels, OpenTunnels::count)
        .description("WebSockets, those being opened included")
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    gc.bindTo(registry);
  }

  /** Counts what happens in the invalidation protocol. */
  public ProtocolListener protocol() {
    return protocol;
  }

  /** Shows these origins, and no longer others; one call at a time. */
  public void upstreams(List<UpstreamStatus> current) {
    upstreams.show(current);
  }

  /**
   * Shows how reloads go; once.
   *
   * @param results what a reload can come to, each in lower case
   * @param loaded when the configuration was first read
   */
  public ReloadMetrics reloads(Iterable<String> results, Instant loaded) {
    return new ReloadMetrics(registry, results, loaded);
  }

  /**
   * Shows when a certificate expires.
   *
   * @param file of the configuration, of which there are few
   */
  public void certificate(String file, Supplier<Instant> notAfter) {
    Gauge.builder("sluice.tls.certificate.expiry", () -> notAfter.get().getEpochSecond())
        .baseUnit("seconds")
        .tag("certificate", file)
        .register(registry);
  }

  /**
   * The exposition in Prometheus' text format.
   *
   * @param status the protocol's state, or null to show the last known
   */
  public String scrape(@Nullable ProtocolStatus status) {
    if (status != null) {
      protocol.show(status);
    }
    return registry.scrape();
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}
