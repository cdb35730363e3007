package io.sluice.gateway.config;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Typed access to what has been set below one point of the configuration. */
final class Values {
  private final Map<String, Raw> flat;
  private final String prefix;
  private final Raw.Mark mark;
  private final Problems problems;
  private final NamedFiles files;

  /**
   * @param flat relative key → value
   * @param prefix of messages' keys, empty or with a dot at its end
   * @param mark where the whole stands
   */
  Values(Map<String, Raw> flat, String prefix, Raw.Mark mark, Problems problems) {
    this(flat, prefix, mark, problems, new NamedFiles());
  }

  /**
   * @param files where those are noted that settings name
   */
  Values(Map<String, Raw> flat, String prefix, Raw.Mark mark, Problems problems, NamedFiles files) {
    this.flat = flat;
    this.prefix = prefix;
    this.mark = mark;
    this.problems = problems;
    this.files = files;
  }

  /** Notes a file that is about to be read for a setting. */
  Path file(Setting<?> setting, Path file) {
    files.add(setting.key(), file);
    return file;
  }

  /** As {@link #file}, for one whose content is followed by whoever uses it. */
  Path watched(Path file) {
    files.watch(file);
    return file;
  }

  /** Of what the files noted for a setting contain. */
  String fingerprint(Setting<?> setting) {
    return files.fingerprint(setting.key());
  }

  /** The value of a setting that has a default. */
  <T> T get(Setting<T> setting) {
    var value = find(setting);
    return value == null ? setting.defaultValue() : value;
  }

  /** The value; null = not set, set to {@code none}, or faulty, which has then been reported. */
  <T> @Nullable T find(Setting<T> setting) {
    var raw = flat.get(setting.key());
    return raw == null ? null : setting.read(raw, prefix + setting.key(), problems);
  }

  /** As {@link #find}, and reports when it is not set. */
  <T> @Nullable T require(Setting<T> setting) {
    missing(setting);
    return find(setting);
  }

  /** Reports a setting that is not set. */
  void missing(Setting<?> setting) {
    if (!flat.containsKey(setting.key())) {
      problems.fault(
          markBeside(setting),
          prefix + setting.key(),
          "value: nothing (expected: " + setting.kind().expected() + ")");
    }
  }

  boolean isSet(Setting<?> setting) {
    return flat.containsKey(setting.key());
  }

  /** Reports a fault that only several settings together make. */
  void fault(Setting<?> setting, String message) {
    problems.fault(markOf(setting), prefix + setting.key(), message);
  }

  /** As {@link #fault}, for what works but is hardly meant. */
  void warning(Setting<?> setting, String message) {
    problems.warning(markOf(setting), prefix + setting.key(), message);
  }

  /** Where the setting stands, or else what it would be a part of. */
  Raw.Mark markOf(Setting<?> setting) {
    var raw = flat.get(setting.key());
    return raw == null ? mark : raw.mark();
  }

  /** Where in a file something stands that the setting should stand beside. */
  private Raw.Mark markBeside(Setting<?> setting) {
    var section = setting.key().substring(0, setting.key().lastIndexOf('.') + 1);
    for (var entry : flat.entrySet()) {
      var beside = entry.getValue().mark();
      if (!section.isEmpty() && entry.getKey().startsWith(section) && beside.line() > 0) {
        return beside;
      }
    }
    return mark;
  }

  /** As {@link #fault}, of one key of one item of a list. */
  void fault(Setting<?> list, int index, String key, String message) {
    problems.fault(
        markOf(list, index, key), prefix + list.key() + "[" + index + "]." + key, message);
  }

  private Raw.Mark markOf(Setting<?> list, int index, String key) {
    if (flat.get(list.key()) instanceof Raw.Sequence sequence && index < sequence.items().size()) {
      var item = sequence.items().get(index);
      if (item instanceof Raw.Mapping mapping) {
        for (var entry : mapping.entries()) {
          if (entry.key().equals(key)) {
            return entry.value().mark();
          }
        }
      }
      return item.mark();
    }
    return markOf(list);
  }

  /**
   * Names that the operator has chosen below a key with a {@code *}, in the order of their first
   * appearance.
   */
  Set<String> namesBelow(String key) {
    var names = new LinkedHashSet<String>();
    for (var path : flat.keySet()) {
      if (path.startsWith(key + ".")) {
        var dot = path.indexOf('.', key.length() + 1);
        names.add(path.substring(key.length() + 1, dot < 0 ? path.length() : dot));
      }
    }
    return names;
  }
}
