package io.sluice.gateway.adapter.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;

/** How reloading the configuration has gone. Safe from any thread. */
public final class ReloadMetrics {
  private final MeterRegistry registry;
  private volatile boolean successful = true;
  private volatile Instant lastSuccess;

  /**
   * @param results what a reload can come to, each in lower case
   */
  ReloadMetrics(MeterRegistry registry, Iterable<String> results, Instant loaded) {
    this.registry = registry;
    this.lastSuccess = loaded;
    results.forEach(this::counter);
    Gauge.builder("sluice.config.last.reload.successful", this, m -> m.successful ? 1 : 0)
        .description("1 unless the last reload left the configuration as it was for a fault")
        .strongReference(true)
        .register(registry);
    Gauge.builder(
            "sluice.config.last.reload.success.timestamp",
            this,
            m -> m.lastSuccess.toEpochMilli() / 1000.0)
        .baseUnit("seconds")
        .description("When the configuration was last read without fault, at the start or later")
        .strongReference(true)
        .register(registry);
  }

  private Counter counter(String result) {
    return Counter.builder("sluice.config.reloads")
        .description("Reloads of the configuration")
        .tag("result", result)
        .register(registry);
  }

  /** A reload is over. */
  public void reloaded(String result, boolean success, Instant at) {
    counter(result).increment();
    successful = success;
    if (success) {
      lastSuccess = at;
    }
  }
}
