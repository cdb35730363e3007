package io.sluice.gateway.config;

import java.util.Map;

/** What one source has set, by flat key; stronger layers are laid over weaker ones. */
public final class Layer {
  /** A source that sets nothing. */
  public static final Layer EMPTY = new Layer(Map.of());

  private final Map<String, Raw> values;

  Layer(Map<String, Raw> values) {
    this.values = Ordered.copyOf(values);
  }

  Map<String, Raw> values() {
    return values;
  }
}
