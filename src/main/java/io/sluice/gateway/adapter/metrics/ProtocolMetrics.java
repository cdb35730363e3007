package io.sluice.gateway.adapter.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sluice.gateway.invalidation.ProtocolListener;
import io.sluice.gateway.invalidation.ProtocolStatus;
import io.sluice.gateway.invalidation.ProtocolStatus.PeerStatus;
import io.sluice.gateway.invalidation.Receipt;
import io.sluice.gateway.invalidation.Receipt.Outcome;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The invalidation protocol as Prometheus sees it: events are counted as they happen, the state is
 * that of the last {@link #show}. No name of a node or tag becomes a label.
 */
final class ProtocolMetrics implements ProtocolListener {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30)
  };

  private final MeterRegistry registry;
  private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
  private final Timer commit;
  private final Timer complete;
  private final Counter leasesLost;
  private final Counter generations;
  private final Counter terms;
  private final Counter reasserted;
  private final Counter fenced;
  private volatile @Nullable ProtocolStatus status;

  ProtocolMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (var outcome : Outcome.values()) {
      outcomes.put(
          outcome,
          Counter.builder("sluice.invalidations")
              .description("Invalidations by what their receipt said when it was handed out")
              .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    commit = timer("sluice.invalidation.commit", "From the order to its place in the log");
    complete = timer("sluice.invalidation.complete", "From the order until no node can be stale");
    leasesLost = counter("sluice.leases.lost", "Times at which the lease ran out");
    generations = counter("sluice.log.generation.changes", "Times everything stored became void");
    terms = counter("sluice.log.term.changes", "Restarts and failovers of Redis that were seen");
    reasserted = counter("sluice.log.reasserted.records", "Records that Redis had lost");
    fenced = counter("sluice.nodes.fenced", "Nodes that did not confirm an invalidation in time");
    lease();
    log();
    nodes();
  }

  private void lease() {
    gauge("lease.held", null, "1 while stored responses are trusted", s -> s.trusted() ? 1 : 0);
    gauge(
        "lease.remaining",
        "seconds",
        "How long the lease lasts without another heartbeat",
        s ->
            s.mode() == ProtocolStatus.Mode.LOCAL
                ? Double.POSITIVE_INFINITY
                : s.leaseRemainingMillis() / 1000.0);
    gauge(
        "heartbeat.age",
        "seconds",
        "Since the last heartbeat was answered",
        s -> s.heartbeatAgeMillis() < 0 ? Double.NaN : s.heartbeatAgeMillis() / 1000.0);
    counted("heartbeats", "Heartbeats answered", ProtocolStatus::heartbeats);
    counted(
        "heartbeat.failures",
        "Heartbeats that failed, were late, or not held by a majority",
        ProtocolStatus::heartbeatFailures);
  }

  private void log() {
    gauge("log.applied.sequence", null, "Known up to here", ProtocolStatus::applied);
    gauge("log.head.sequence", null, "Last sequence heard of", ProtocolStatus::head);
    gauge(
        "log.lag",
        "seconds",
        "Head minus applied as log time",
        s -> Math.max(0, s.head() - s.applied()) / 1e6);
    gauge("log.recovering", null, "1 while Redis waits for nodes", s -> s.recovering() ? 1 : 0);
    counted("log.recoveries", "Terms and generations after the first", ProtocolStatus::recoveries);
    gauge("tag.table.records", null, "Tags in the table", ProtocolStatus::tableRecords);
    gauge("tag.table.size", "bytes", "Memory of the table", ProtocolStatus::tableBytes);
    gauge(
        "tag.table.floor.sequence",
        null,
        "Entries from before this sequence are void",
        ProtocolStatus::tableFloor);
    gauge("held.tags", null, "Tags invalid here until committed", ProtocolStatus::heldTags);
    gauge(
        "invalidations.pending",
        null,
        "Invalidations that are not complete yet",
        ProtocolStatus::pendingInvalidations);
  }

  private void nodes() {
    gauge("nodes.registered", null, "Nodes an invalidation waits for", s -> s.nodes().size());
    gauge(
        "nodes.silent",
        null,
        "Registered nodes that can hold no lease any more",
        s -> s.nodes().stream().filter(PeerStatus::fenced).count());
  }

  /** Shows this state to whoever asks next. */
  void show(ProtocolStatus latest) {
    status = latest;
  }

  private double read(ToDoubleFunction<ProtocolStatus> value) {
    var known = status;
    return known == null ? Double.NaN : value.applyAsDouble(known);
  }

  private void gauge(
      String name, @Nullable String unit, String description, ToDoubleFunction<ProtocolStatus> of) {
    Gauge.builder("sluice." + name, () -> read(of))
        .baseUnit(unit)
        .description(description)
        .register(registry);
  }

  private void counted(String name, String description, ToDoubleFunction<ProtocolStatus> of) {
    FunctionCounter.builder(
            "sluice." + name,
            this,
            metrics -> {
              double count = metrics.read(of);
              return Double.isNaN(count) ? 0 : count;
            })
        .description(description)
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  @Override
  public void leaseLost() {
    leasesLost.increment();
  }

  @Override
  public void generationChanged(long previous, long generation) {
    if (previous != 0) {
      generations.increment();
    }
  }

  @Override
  public void termChanged(long previous, long term) {
    terms.increment();
  }

  @Override
  public void reasserted(int records) {
    reasserted.increment(records);
  }

  @Override
  public void fenced(String incarnation, Receipt receipt) {
    fenced.increment();
  }

  @Override
  public void committed(Receipt receipt) {
    receipt.toCommit().ifPresent(commit::record);
  }

  @Override
  public void completed(Receipt receipt, boolean late) {
    receipt.toComplete().ifPresent(complete::record);
  }

  @Override
  public void answered(Receipt receipt) {
    var counter = outcomes.get(receipt.outcome());
    if (counter != null) {
      counter.increment();
    }
  }
}
