package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A part of the table: settings under one key, in the order in which a reader meets them. */
final class Section {
  private final String name;
  private final String description;
  private final List<Setting<?>> settings = new ArrayList<>();
  private boolean live;

  /**
   * Settings that take effect at the start only, unless their rows say otherwise.
   *
   * @param name common first part of the keys; empty = none
   */
  Section(String name, String description) {
    this.name = name;
    this.description = description;
  }

  /** Settings that take effect without a restart, unless their rows say otherwise. */
  Section live() {
    live = true;
    return this;
  }

  String name() {
    return name;
  }

  String description() {
    return description;
  }

  List<Setting<?>> settings() {
    return List.copyOf(settings);
  }

  /** Adds a row. */
  <T> Setting<T> add(String key, Function<Setting.Draft, Setting<T>> row) {
    return add(row.apply(Setting.named(name.isEmpty() ? key : name + "." + key, live)));
  }

  <T> Setting<T> add(Setting<T> setting) {
    settings.add(setting);
    return setting;
  }
}
