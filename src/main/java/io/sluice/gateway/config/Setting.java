package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be set: a row of the table from which parsing, checks, the JSON Schema and the
 * reference all come.
 *
 * @param key dotted path; a {@code *} stands for a name of the operator's choice
 * @param byDefault as the command line would give it; null = see {@code unset}
 * @param unset what holds without a value where that is no constant; then {@code none} may be set
 * @param variables strongest first
 * @param description whole sentences, with units
 * @param secret whether messages hide the value
 * @param starter whether {@code conf/gateway.yaml} shows it
 * @param live whether another value takes effect without a restart
 */
record Setting<T>(
    String key,
    Kind<T> kind,
    @Nullable String byDefault,
    @Nullable String unset,
    List<Variable> variables,
    String description,
    boolean secret,
    boolean starter,
    boolean live) {

  /**
   * An environment variable.
   *
   * @param key what it sets; differs from the setting's only where that has a {@code *}
   * @param adapt from what the variable may hold to the setting's own form
   */
  record Variable(String name, String key, UnaryOperator<String> adapt) {}

  /**
   * @param live unless the row says otherwise
   */
  static Draft named(String key, boolean live) {
    return new Draft(key, live);
  }

  /** The value; null = {@code none}, or a fault that has been reported. */
  @Nullable T read(Raw raw, String shownKey, Problems problems) {
    if (noneAllowed()
        && raw instanceof Raw.Scalar scalar
        && scalar.text().equals("none")
        && scalar.style() != Raw.Style.NULL) {
      return null;
    }
    return kind.read(raw, new Reading(shownKey, secret, problems));
  }

  boolean noneAllowed() {
    return unset != null;
  }

  /** Whether what it is a part of makes no sense without it. */
  boolean required() {
    return byDefault == null && unset == null;
  }

  /** The default, for settings that have one. */
  T defaultValue() {
    var problems = new Problems();
    var raw =
        new Raw.Scalar(
            Raw.Mark.of("default"), byDefault == null ? "" : byDefault, Raw.Style.UNTYPED);
    var value = byDefault == null ? null : kind.read(raw, new Reading(key, false, problems));
    if (value == null) {
      throw new IllegalStateException("default of " + key + ": " + problems.faults());
    }
    return value;
  }

  /** The same setting at another place, where without a value this one's holds. */
  Setting<T> at(String otherKey) {
    return new Setting<>(
        otherKey, kind, null, "`" + key + "`", List.of(), description, secret, false, live);
  }

  /** The same setting under another key. */
  Setting<T> renamed(String otherKey) {
    return new Setting<>(
        otherKey, kind, byDefault, unset, variables, description, secret, starter, live);
  }

  /** The setting of one name of the operator's choice, in place of the {@code *}. */
  Setting<T> of(String name) {
    return renamed(key.replace("*", name));
  }

  /** A row in the making. */
  static final class Draft {
    private final String key;
    private final List<Variable> variables = new ArrayList<>();
    private @Nullable String byDefault;
    private @Nullable String unset;
    private boolean secret;
    private boolean starter;
    private boolean live;

    private Draft(String key, boolean live) {
      this.key = key;
      this.live = live;
    }

    Draft byDefault(String value) {
      byDefault = value;
      return this;
    }

    Draft unset(String meaning) {
      unset = meaning;
      return this;
    }

    Draft env(String... names) {
      for (var name : names) {
        variables.add(new Variable(name, key, UnaryOperator.identity()));
      }
      return this;
    }

    Draft envFor(String target, String name) {
      variables.add(new Variable(name, target, UnaryOperator.identity()));
      return this;
    }

    /** A variable in which a bare number means seconds. */
    Draft envSeconds(String name) {
      variables.add(
          new Variable(name, key, text -> text.matches("[0-9]{1,18}") ? text + "s" : text));
      return this;
    }

    /** A variable whose words may be written in any case, as log levels are. */
    Draft envWord(String name) {
      variables.add(new Variable(name, key, text -> text.toLowerCase(Locale.ROOT)));
      return this;
    }

    Draft secret() {
      secret = true;
      return this;
    }

    Draft starter() {
      starter = true;
      return this;
    }

    /** Takes effect without a restart, unlike the rest of its section. */
    Draft live() {
      live = true;
      return this;
    }

    /** Takes effect at the start only, unlike the rest of its section. */
    Draft restart() {
      live = false;
      return this;
    }

    <T> Setting<T> as(Kind<T> kind, String description) {
      return new Setting<>(
          key, kind, byDefault, unset, List.copyOf(variables), description, secret, starter, live);
    }
  }
}
