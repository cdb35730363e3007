package io.sluice.gateway.adapter.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.sluice.gateway.spi.UpstreamStatus;
import io.sluice.gateway.spi.UpstreamStatus.OriginStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The origins as Prometheus sees them; as many labels as the configuration has names. Used by one
 * thread at a time.
 */
final class UpstreamMetrics {
  private final MeterRegistry registry;

  /** By what they show, of which there may be two of one name: then the labels are the newer's. */
  private final Map<Object, List<Meter>> meters = new HashMap<>();

  private List<Meter> adding = List.of();

  UpstreamMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Shows these and no others. */
  void show(List<UpstreamStatus> upstreams) {
    Set<Object> shown = new HashSet<>();
    for (var upstream : upstreams) {
      shown.add(upstream);
      shown.addAll(upstream.origins());
    }
    // First: a meter that is registered already would go on to show what it did.
    for (var gone : Set.copyOf(meters.keySet())) {
      if (!shown.contains(gone)) {
        meters.remove(gone).forEach(registry::remove);
      }
    }
    for (var upstream : upstreams) {
      add(upstream, () -> pool(upstream));
      for (var origin : upstream.origins()) {
        var tags = Tags.of("upstream", upstream.name(), "origin", origin.url());
        add(origin, () -> origin(origin, tags));
      }
    }
  }

  private void add(Object source, Runnable registration) {
    if (!meters.containsKey(source)) {
      adding = new ArrayList<>();
      registration.run();
      meters.put(source, adding);
    }
  }

  private void pool(UpstreamStatus upstream) {
    var tags = Tags.of("upstream", upstream.name());
    counter("retries", "Requests sent again", tags, upstream, UpstreamStatus::retries);
    counter(
        "overloaded",
        "Requests that no origin had room for",
        tags,
        upstream,
        UpstreamStatus::overloaded);
    counter(
        "retries.refused",
        "Requests not sent again for want of budget",
        tags,
        upstream,
        UpstreamStatus::retriesRefused);
  }

  private void origin(OriginStatus origin, Tags tags) {
    gauge(
        "origin.up",
        "1 while it passes its health check and no circuit is open",
        tags,
        origin,
        o -> o.isUp() ? 1 : 0);
    gauge(
        "origin.circuits.open",
        "Event loops whose circuit is open",
        tags,
        origin,
        OriginStatus::openCircuits);
    gauge(
        "origin.outstanding",
        "Requests without a response yet",
        tags,
        origin,
        OriginStatus::outstanding);
    gauge(
        "origin.in.flight",
        "Requests whose responses have not ended yet",
        tags,
        origin,
        OriginStatus::inFlight);
    counter(
        "origin.attempts",
        "Requests sent, repeated ones included",
        tags,
        origin,
        OriginStatus::attempts);
    counter(
        "origin.faults",
        "Attempts without a response, by the origin's fault",
        tags,
        origin,
        OriginStatus::faults);
  }

  private <T> void gauge(
      String name, String description, Tags tags, T source, ToDoubleFunction<T> value) {
    adding.add(
        Gauge.builder("sluice." + name, source, value)
            .description(description)
            .tags(tags)
            .register(registry));
  }

  private <T> void counter(
      String name, String description, Tags tags, T source, ToDoubleFunction<T> value) {
    adding.add(
        FunctionCounter.builder("sluice." + name, source, value)
            .description(description)
            .tags(tags)
            .register(registry));
  }
}
