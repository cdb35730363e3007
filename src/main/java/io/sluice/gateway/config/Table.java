package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Settings by their dotted keys, as a tree, for everything that starts from what was written. */
final class Table {
  /** More names than this say less. */
  private static final int MAX_NAMES = 8;

  static final String NAME_PATTERN = "[a-z][a-z0-9-]{0,62}";
  private static final Pattern NAME = Pattern.compile(NAME_PATTERN);

  private final List<Setting<?>> settings;
  private final Branch root = new Branch();

  /** A key with keys below it; {@code *} is the child for every name. */
  private static final class Branch {
    final Map<String, Branch> branches = new LinkedHashMap<>();
    final Map<String, Setting<?>> leaves = new LinkedHashMap<>();

    List<String> names() {
      var names = new ArrayList<>(branches.keySet());
      names.addAll(leaves.keySet());
      names.remove("*");
      return names;
    }

    @Nullable Branch branch(String name) {
      var branch = branches.get(name);
      return branch == null && NAME.matcher(name).matches() ? branches.get("*") : branch;
    }

    /** The leaf that a value stands for where a mapping could stand. */
    @Nullable Setting<?> shorthand() {
      return leaves.get("origins");
    }
  }

  Table(List<Setting<?>> settings) {
    this.settings = List.copyOf(settings);
    for (var setting : settings) {
      var branch = root;
      var parts = setting.key().split("\\.", -1);
      for (var i = 0; i < parts.length - 1; i++) {
        branch = branch.branches.computeIfAbsent(parts[i], name -> new Branch());
      }
      branch.leaves.put(parts[parts.length - 1], setting);
    }
  }

  List<Setting<?>> settings() {
    return settings;
  }

  /** The settings below a key, with keys relative to it. */
  Table below(String prefix) {
    var relative = new ArrayList<Setting<?>>();
    for (var setting : settings) {
      if (setting.key().startsWith(prefix + ".")) {
        relative.add(setting.renamed(setting.key().substring(prefix.length() + 1)));
      }
    }
    return new Table(relative);
  }

  /** A flat key in its long form; empty = there is no such setting. */
  Optional<String> canonical(String key) {
    var branch = root;
    var parts = key.split("\\.", -1);
    for (var i = 0; i < parts.length - 1; i++) {
      branch = branch == null ? null : branch.branch(parts[i]);
    }
    var last = parts[parts.length - 1];
    if (branch != null && branch.leaves.containsKey(last)) {
      return Optional.of(key);
    }
    var below = branch == null ? null : branch.branch(last);
    return below != null && below.shorthand() != null
        ? Optional.of(key + ".origins")
        : Optional.empty();
  }

  /** The setting of a flat key in its long form. */
  Optional<Setting<?>> find(String key) {
    var branch = root;
    var parts = key.split("\\.", -1);
    for (var i = 0; i < parts.length - 1 && branch != null; i++) {
      branch = branch.branch(parts[i]);
    }
    return branch == null
        ? Optional.empty()
        : Optional.ofNullable(branch.leaves.get(parts[parts.length - 1]));
  }

  /** The values of a mapping by flat key; reports what has no place in it. */
  Map<String, Raw> flatten(Raw.Mapping mapping, String prefix, Problems problems) {
    var flat = new LinkedHashMap<String, Raw>();
    flatten(mapping, root, "", prefix, flat, problems);
    return flat;
  }

  private void flatten(
      Raw.Mapping mapping,
      Branch branch,
      String path,
      String prefix,
      Map<String, Raw> flat,
      Problems problems) {
    for (var entry : mapping.entries()) {
      var key = path + entry.key();
      var value = entry.value();
      var below = branch.branch(entry.key());
      if (branch.leaves.containsKey(entry.key())) {
        flat.put(key, value);
      } else if (below == null) {
        var shown = prefix + path + Printable.of(entry.key());
        problems.fault(entry.mark(), shown, unknown(entry.key(), branch));
      } else if (value instanceof Raw.Mapping nested) {
        flatten(nested, below, key + ".", prefix, flat, problems);
      } else if (below.shorthand() != null) {
        flat.put(key + ".origins", asList(value));
      } else if (!(value instanceof Raw.Scalar scalar) || scalar.style() != Raw.Style.NULL) {
        // A section in which every line is a comment is empty, not wrong.
        new Reading(prefix + key, true, problems).reject(value, section(value, below));
      }
    }
  }

  /** What is expected in place of a value where there is a section. */
  private static String section(Raw value, Branch below) {
    var expected = "a mapping with " + listed(below.names());
    if (value instanceof Raw.Scalar scalar) {
      var colon = scalar.text().indexOf(':');
      if (colon > 0 && below.names().contains(scalar.text().substring(0, colon))) {
        return "a space behind the colon of " + scalar.text().substring(0, colon);
      }
    }
    return value instanceof Raw.Sequence ? expected + ", without - in front" : expected;
  }

  private static String listed(List<String> names) {
    return names.size() <= MAX_NAMES
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, MAX_NAMES)) + ", ...";
  }

  private static Raw asList(Raw value) {
    return value instanceof Raw.Scalar scalar && scalar.style() == Raw.Style.TEXT
        ? new Raw.Sequence(scalar.mark(), List.of(scalar))
        : value;
  }

  private String unknown(String key, Branch branch) {
    if (branch.branches.containsKey("*")) {
      return "unknown key (expected: a name of lower-case letters, digits and -)";
    }
    var names = branch.names();
    if (key.startsWith("-") && key.length() > 1) {
      return "unknown key (expected: a space behind the -, if this is an item of a list)";
    }
    var last = key.lastIndexOf('.');
    if (branch == root && last > 0 && canonical(key).isPresent()) {
      return "unknown key (expected: %s below %s:)"
          .formatted(key.substring(last + 1), key.substring(0, last).replace(".", ": "));
    }
    return "unknown key ("
        + Nearest.to(key, names)
            .or(() -> misplaced(key))
            .map(name -> "did you mean " + name + "?")
            .orElse("expected: " + listed(names))
        + ")";
  }

  /** The full key of a setting that elsewhere has about this name. */
  private Optional<String> misplaced(String key) {
    var byName = new LinkedHashMap<String, String>();
    for (var setting : settings) {
      var full = setting.key();
      if (full.indexOf('*') < 0) {
        byName.putIfAbsent(full.substring(full.lastIndexOf('.') + 1), full);
      }
    }
    return Nearest.to(key, byName.keySet()).map(byName::get);
  }

  /** What an unknown flat key was probably meant to be. */
  String unknownFlat(String key) {
    var keys = settings.stream().map(Setting::key).toList();
    return Nearest.to(key, keys)
        .map(name -> "unknown key (did you mean " + name + "?)")
        .orElse("unknown key (expected: a key of gateway.yaml such as http.port)");
  }

  Map<String, Object> schema() {
    return schema(root);
  }

  private static Map<String, Object> schema(Branch branch) {
    var properties = new LinkedHashMap<String, Object>();
    branch.leaves.forEach((name, setting) -> properties.put(name, Schemas.of(setting)));
    branch.branches.forEach(
        (name, below) -> {
          if (!name.equals("*")) {
            properties.put(name, Schemas.section(schema(below)));
          }
        });
    var object = new LinkedHashMap<String, Object>();
    object.put("type", "object");
    object.put("additionalProperties", false);
    var required =
        branch.leaves.keySet().stream()
            .filter(name -> Objects.requireNonNull(branch.leaves.get(name)).required())
            .toList();
    if (!required.isEmpty()) {
      object.put("required", required);
    }
    if (!properties.isEmpty()) {
      object.put("properties", properties);
    }
    var any = branch.branches.get("*");
    if (any != null) {
      var shorthand = any.shorthand();
      var names = shorthand == null ? schema(any) : Schemas.orList(schema(any), shorthand);
      object.put("patternProperties", Map.of("^" + NAME_PATTERN + "$", names));
    }
    return object;
  }
}
