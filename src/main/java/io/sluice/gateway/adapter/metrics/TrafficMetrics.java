package io.sluice.gateway.adapter.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sluice.gateway.spi.LatencyHistogram;
import io.sluice.gateway.spi.Traffic;
import io.sluice.gateway.spi.Traffic.Result;
import io.sluice.gateway.spi.Traffic.Tier;
import java.util.Locale;

/**
 * {@link Traffic} as Prometheus sees it. Made anew for each scrape, since a reload may add rules;
 * Micrometer's own timers would cost a hit more than counting does.
 */
final class TrafficMetrics implements MultiCollector {
  private final Traffic traffic;

  TrafficMetrics(Traffic traffic) {
    this.traffic = traffic;
  }

  @Override
  public MetricSnapshots collect() {
    return new MetricSnapshots(requests(), durations());
  }

  private CounterSnapshot requests() {
    var requests =
        CounterSnapshot.builder()
            .name("sluice_requests")
            .help("Requests by the rule that governs them and by how they ended");
    traffic
        .rules()
        .forEach(
            (rule, counts) -> {
              for (var result : Result.values()) {
                requests.dataPoint(
                    CounterDataPointSnapshot.builder()
                        .labels(Labels.of("rule", rule, "result", word(result)))
                        .value((double) counts.sum(result))
                        .build());
              }
            });
    return requests.build();
  }

  private HistogramSnapshot durations() {
    var durations =
        HistogramSnapshot.builder()
            .name("sluice_request_duration_seconds")
            .help("From a request to the end of its answer, by the tier that had it");
    for (var tier : Tier.values()) {
      var latency = traffic.latency(tier);
      durations.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(Labels.of("tier", word(tier)))
              .classicHistogramBuckets(
                  ClassicHistogramBuckets.of(LatencyHistogram.boundsSeconds(), latency.counts()))
              .sum(latency.sumSeconds())
              .build());
    }
    return durations.build();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
