package io.sluice.gateway.adapter.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sluice.gateway.spi.BusCounts;
import io.sluice.gateway.spi.BusCounts.Failure;
import io.sluice.gateway.spi.BusCounts.Purpose;
import io.sluice.gateway.spi.LatencyHistogram;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** {@link BusCounts} as Prometheus sees them, made anew for each scrape. */
final class BusMetrics implements MultiCollector {
  private final BusCounts counts;

  BusMetrics(BusCounts counts) {
    this.counts = counts;
  }

  @Override
  public MetricSnapshots collect() {
    return new MetricSnapshots(
        sent("sluice_bus_messages", "Messages sent to other nodes", counts::messages),
        sent("sluice_bus_sent_bytes", "Bytes of their contents", counts::bytes),
        failures(),
        replies());
  }

  private static CounterSnapshot sent(String name, String help, ToLongFunction<Purpose> value) {
    var sent = CounterSnapshot.builder().name(name).help(help);
    for (var purpose : Purpose.values()) {
      sent.dataPoint(point(Labels.of("purpose", word(purpose)), value.applyAsLong(purpose)));
    }
    return sent.build();
  }

  private CounterSnapshot failures() {
    var failures =
        CounterSnapshot.builder()
            .name("sluice_bus_failures")
            .help("Messages to another node that it did not answer, by why");
    for (var purpose : Purpose.values()) {
      if (purpose.isAnswered()) {
        for (var cause : Failure.values()) {
          failures.dataPoint(
              point(
                  Labels.of("purpose", word(purpose), "cause", word(cause)),
                  counts.failures(purpose, cause)));
        }
      }
    }
    return failures.build();
  }

  private static CounterDataPointSnapshot point(Labels labels, long value) {
    return CounterDataPointSnapshot.builder().labels(labels).value((double) value).build();
  }

  private HistogramSnapshot replies() {
    var replies =
        HistogramSnapshot.builder()
            .name("sluice_bus_reply_seconds")
            .help("From a message to another node to its reply");
    for (var purpose : Purpose.values()) {
      if (purpose.isAnswered()) {
        var latency = counts.latency(purpose);
        replies.dataPoint(
            HistogramDataPointSnapshot.builder()
                .labels(Labels.of("purpose", word(purpose)))
                .classicHistogramBuckets(
                    ClassicHistogramBuckets.of(LatencyHistogram.boundsSeconds(), latency.counts()))
                .sum(latency.sumSeconds())
                .build());
      }
    }
    return replies.build();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
