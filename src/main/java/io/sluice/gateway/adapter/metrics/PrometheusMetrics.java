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
import io.sluice.gateway.spi.AccessCounts;
import io.sluice.gateway.spi.BusCounts;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.spi.EventCounts;
import io.sluice.gateway.spi.Exposition;
import io.sluice.gateway.spi.Exposition.StoreState;
import io.sluice.gateway.spi.FileStore;
import io.sluice.gateway.spi.LocalStore;
import io.sluice.gateway.spi.LoopLag;
import io.sluice.gateway.spi.OpenTunnels;
import io.sluice.gateway.spi.StoreCommands;
import io.sluice.gateway.spi.Traffic;
import io.sluice.gateway.spi.UpstreamStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows {@link Counters}, the local store, the origins and the invalidation protocol to Prometheus.
 * The hit path knows the counters alone, and these are read when somebody asks.
 */
public final class PrometheusMetrics implements Exposition, AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final ProtocolMetrics protocol = new ProtocolMetrics(registry);
  private final UpstreamMetrics upstreams = new UpstreamMetrics(registry);
  private final StoreMetrics store;

  /**
   * @param connections how many the data port has now
   * @param storeCommands what the links to the shared store have done
   */
  public PrometheusMetrics(
      Counters counters,
      LocalStore local,
      FileStore files,
      OpenTunnels openTunnels,
      IntSupplier connections,
      Supplier<StoreCommands> storeCommands) {
    store = new StoreMetrics(registry, storeCommands);
    for (var event : Event.values()) {
      if (event != Event.BYTES_SAVED) {
        FunctionCounter.builder(
                "sluice." + event.name().toLowerCase(Locale.ROOT).replace('_', '.'),
                counters,
                c -> c.sum(event))
            .register(registry);
      }
    }
    FunctionCounter.builder("sluice.origin.saved", counters, c -> c.sum(Event.BYTES_SAVED))
        .baseUnit("bytes")
        .register(registry);
    FunctionCounter.builder("sluice.origin.saved.requests", counters, Counters::originRequestsSaved)
        .register(registry);
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
    l3(files);
    Gauge.builder("sluice.tunnels.open", openTunnels, OpenTunnels::count)
        .description("WebSockets, those being opened included")
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    gc.bindTo(registry);
  }

  private void l3(FileStore files) {
    Gauge.builder("sluice.l3.available", files, store -> store.stats().available() ? 1 : 0)
        .description("1 while responses are kept on disk and looked for there")
        .register(registry);
    Gauge.builder("sluice.l3.entries", files, store -> store.stats().entries()).register(registry);
    Gauge.builder("sluice.l3.size", files, store -> store.stats().bytes())
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("sluice.l3.limit", files, store -> store.stats().maxBytes())
        .baseUnit("bytes")
        .register(registry);
    FunctionCounter.builder("sluice.l3.evictions", files, store -> store.stats().evictions())
        .register(registry);
  }

  /** Shows how requests were answered. */
  public void traffic(Traffic traffic) {
    registry.getPrometheusRegistry().register(new TrafficMetrics(traffic));
  }

  /** Shows what is said to other nodes. */
  public void bus(BusCounts counts) {
    registry.getPrometheusRegistry().register(new BusMetrics(counts));
  }

  /** Shows how late the timers of event loops are. */
  public void loopLag(LoopLag lag) {
    for (int i = 0; i < lag.loops(); i++) {
      int loop = i;
      Gauge.builder("sluice.event.loop.lag", lag, l -> l.seconds(loop))
          .baseUnit("seconds")
          .tag("loop", Integer.toString(loop))
          .register(registry);
    }
  }

  /** Shows how many nodes the cluster has, as far as this one knows. */
  public void clusterMembers(IntSupplier members) {
    Gauge.builder("sluice.cluster.members", members::getAsInt).register(registry);
  }

  /** Shows how many lines of the request logs were not written. */
  public void requestLog(LongSupplier dropped) {
    // The supplier in the function, which is held strongly: that of a counter's source is weak.
    FunctionCounter.builder("sluice.request.log.dropped", this, m -> dropped.getAsLong())
        .register(registry);
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

  /** Shows what became of events. */
  public void events(EventCounts counts) {
    for (var source : EventCounts.Source.values()) {
      for (var result : EventCounts.Result.values()) {
        FunctionCounter.builder("sluice.events", counts, c -> c.sum(source, result))
            .description("Events of other systems by where they came from and what became of them")
            .tag("source", source.name().toLowerCase(Locale.ROOT))
            .tag("result", result.name().toLowerCase(Locale.ROOT))
            .register(registry);
      }
    }
  }

  /** Shows which calls of the control API were refused. */
  public void access(AccessCounts counts) {
    for (var refusal : AccessCounts.Refusal.values()) {
      FunctionCounter.builder("sluice.admin.refused", counts, c -> c.sum(refusal))
          .description("Calls of the control API that their caller may not make")
          .tag("reason", refusal.name().toLowerCase(Locale.ROOT).replace('_', '-'))
          .register(registry);
    }
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

  @Override
  public String scrape(@Nullable ProtocolStatus status, StoreState state) {
    store.show(state);
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
