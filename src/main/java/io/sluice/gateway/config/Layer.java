package io.sluice.gateway.config;

import java.util.Map;

/** What one source has set, by flat key; stronger layers are laid over weaker ones. */
public final class Layer {
  /** A source that sets nothing. */
  public static final Layer EMPTY = new Layer(Map.of());

  private final Map<String, Raw> values;

  private Layer(Map<String, Raw> values) {
    this.values = Ordered.copyOf(values);
  }

  /** A layer of values each of which has been read once, to report what is wrong with it. */
  static Layer checked(Map<String, Raw> values, Problems problems) {
    values.forEach(
        (key, raw) ->
            AllSettings.TABLE.find(key).ifPresent(setting -> setting.read(raw, key, problems)));
    return new Layer(values);
  }

  /** A layer of values that have been checked already. */
  static Layer of(Map<String, Raw> values) {
    return new Layer(values);
  }

  /** The keys alone: a value may be a secret. */
  @Override
  public String toString() {
    return values.keySet().toString();
  }

  Map<String, Raw> values() {
    return values;
  }
}
