package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every setting with its value and where that comes from; to be shown, and to be compared. */
public final class EffectiveConfig {
  private static final String UPSTREAMS = FetchSettings.UPSTREAMS.name() + ".";
  private static final String RULES = ProcessSettings.RULES.key();

  private final Map<String, Item> items;

  /** A setting in force. */
  public static final class Item {
    private final Setting<?> setting;
    private final @Nullable Raw raw;
    private final @Nullable Object value;
    private final String content;

    private Item(Setting<?> setting, @Nullable Raw raw, String content) {
      this.setting = setting;
      this.raw = raw;
      this.value =
          raw != null
              ? setting.read(raw, setting.key(), new Problems())
              : setting.byDefault() == null ? null : setting.defaultValue();
      this.content = content;
    }

    public String key() {
      return setting.key();
    }

    /** Text, number, truth value, list or map of these, without secrets; null = not set. */
    public @Nullable Object shown() {
      return Shown.of(setting, raw, value);
    }

    /** File with line and column, variable or option; null = nobody has set it. */
    public @Nullable String source() {
      var mark = raw == null ? null : raw.mark();
      return mark == null
          ? null
          : mark.line() == 0
              ? mark.source()
              : mark.source() + ":" + mark.line() + ":" + mark.column();
    }

    /** What holds where there is no value; null = there is one. */
    public @Nullable String meaning() {
      return value == null ? setting.unset() : null;
    }

    private boolean hasValueOf(Item other) {
      return Objects.equals(value, other.value);
    }
  }

  private EffectiveConfig(Map<String, Item> items) {
    this.items = Ordered.copyOf(items);
  }

  /** Of values without faults. */
  static EffectiveConfig of(Map<String, Raw> flat, NamedFiles files) {
    var items = new LinkedHashMap<String, Item>();
    var names = new Values(flat, "", Raw.Mark.of(""), new Problems());
    for (var row : AllSettings.TABLE.settings()) {
      var settings =
          row.key().startsWith(UPSTREAMS + "*")
              ? names.namesBelow(FetchSettings.UPSTREAMS.name()).stream()
                  .<Setting<?>>map(row::of)
                  .toList()
              : List.<Setting<?>>of(row);
      for (var setting : settings) {
        var key = setting.key();
        items.put(key, new Item(setting, flat.get(key), files.fingerprint(key)));
      }
    }
    return new EffectiveConfig(items);
  }

  /** In the order of the reference. */
  public List<Item> items() {
    return List.copyOf(items.values());
  }

  /**
   * Keys whose values differ, and names of rules that do. Files count where their content takes
   * effect without a restart.
   */
  public List<String> changedSince(EffectiveConfig before) {
    var changed = new LinkedHashSet<String>();
    for (var key : keysOfBoth(before)) {
      var was = before.items.get(key);
      var is = items.get(key);
      if (was == null || is == null) {
        // An upstream that comes or goes does so as a whole.
        changed.add(key.substring(0, key.indexOf('.', UPSTREAMS.length())));
      } else if (!is.hasValueOf(was)) {
        changed.addAll(key.equals(RULES) ? rulesChanged(was, is) : List.of(key));
      } else if (is.setting.live() && !is.content.equals(was.content)) {
        changed.add(key);
      }
    }
    return List.copyOf(changed);
  }

  private Set<String> keysOfBoth(EffectiveConfig before) {
    var keys = new LinkedHashSet<>(before.items.keySet());
    keys.addAll(items.keySet());
    return keys;
  }

  private static List<String> rulesChanged(Item was, Item is) {
    var before = rules(was);
    var now = rules(is);
    var changed = new ArrayList<String>();
    var names = new LinkedHashSet<>(before.keySet());
    names.addAll(now.keySet());
    for (var name : names) {
      if (!Objects.equals(before.get(name), now.get(name))) {
        changed.add(RULES + "." + name);
      }
    }
    return changed.isEmpty() ? List.of(RULES) : changed; // another order
  }

  private static Map<String, Rule> rules(Item item) {
    var rules = new LinkedHashMap<String, Rule>();
    if (item.value instanceof RuleSet set) {
      set.rules().forEach(rule -> rules.put(rule.name(), rule));
    }
    return rules;
  }

  /** Those of the keys that take effect at the start only. */
  public List<String> needingRestart(List<String> keys) {
    return keys.stream()
        .filter(
            key -> {
              var item = items.get(key);
              return item != null && !item.setting.live();
            })
        .toList();
  }

  /** Keys that need a restart, and name files whose content is not what it was. */
  public List<String> staleFilesSince(EffectiveConfig start) {
    var stale = new ArrayList<String>();
    items.forEach(
        (key, item) -> {
          var was = start.items.get(key);
          if (was != null && !item.setting.live() && !item.content.equals(was.content)) {
            stale.add(key);
          }
        });
    return stale;
  }
}
