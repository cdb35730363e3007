package io.sluice.gateway.adapter.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.gateway.spi.Exposition.StoreState;
import io.sluice.gateway.spi.StoreCommands;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Redis as Prometheus sees it: what this node asks of it, and the state of the last {@link #show}.
 */
final class StoreMetrics {
  private final MeterRegistry registry;
  private final Supplier<StoreCommands> commands;
  private volatile StoreState state = StoreState.DOWN;

  StoreMetrics(MeterRegistry registry, Supplier<StoreCommands> commands) {
    this.registry = registry;
    this.commands = commands;
    gauge("up", null, "1 while a link to Redis is there", () -> state.up() ? 1 : 0);
    gauge("memory.used", "bytes", "used_memory of Redis' INFO", () -> state.usedBytes());
    gauge("memory.max", "bytes", "maxmemory of Redis' INFO; 0 = no limit", () -> state.maxBytes());
    gauge("commands.in.flight", null, "Commands under way", () -> commands.get().inFlight());
    counter("commands", null, "Commands sent", StoreCommands::commands);
    counter(
        "errors",
        null,
        "Error replies, and commands lost with their connection",
        StoreCommands::errors);
    counter("timeouts", null, "Commands without a reply in time", StoreCommands::timeouts);
    counter("rejected", null, "Commands that could not be sent", StoreCommands::rejected);
    counter("connections", null, "Connections established", StoreCommands::connections);
    counter(
        "command.duration",
        "seconds",
        "Time until their replies, of all commands answered in time",
        c -> c.latencyNanos() / 1e9);
  }

  /** Shows this state to whoever asks next. */
  void show(StoreState latest) {
    state = latest;
  }

  private void gauge(
      String name, @Nullable String unit, String description, Supplier<Number> value) {
    Gauge.builder("sluice.redis." + name, value)
        .baseUnit(unit)
        .description(description)
        .register(registry);
  }

  private void counter(
      String name,
      @Nullable String unit,
      String description,
      ToDoubleFunction<StoreCommands> value) {
    FunctionCounter.builder(
            "sluice.redis." + name, this, m -> value.applyAsDouble(m.commands.get()))
        .baseUnit(unit)
        .description(description)
        .register(registry);
  }
}
