package io.sluice.gateway.config;

import java.util.stream.Collectors;

/** Writes conf/gateway.yaml: what most people change, with its default, as comments. */
final class StarterWriter {
  private static final String HEAD =
      """
      # yaml-language-server: $schema=gateway.schema.json
      #
      # What Sluice does unless told otherwise. Remove a # in front of a key to change it.
      # Every key: docs/configuration.md. Stronger than this file: environment, command line.
      """;

  private StarterWriter() {}

  static String starter() {
    var text = new StringBuilder(HEAD);
    for (var section : AllSettings.SECTIONS) {
      if (section == FetchSettings.UPSTREAMS) {
        text.append("\n").append(comment("", section.description()));
        text.append("# Environment: SLUICE_ORIGIN\nupstreams:\n");
        text.append("  #default: [http://127.0.0.1:3000]\n");
      } else if (section.settings().stream().anyMatch(Setting::starter)) {
        section(section, text);
      }
    }
    return text.append(ReferenceText.SAMPLE_RULES).toString();
  }

  private static void section(Section section, StringBuilder text) {
    var root = section.name().isEmpty();
    text.append("\n# ").append(section.description()).append("\n");
    text.append(root ? "" : section.name() + ":\n");
    for (var setting : section.settings()) {
      if (setting.starter()) {
        setting(setting, root ? "" : section.name() + ".", root ? "" : "  ", text);
      }
    }
  }

  private static void setting(
      Setting<?> setting, String prefix, String indent, StringBuilder text) {
    var names =
        setting.variables().stream().map(Setting.Variable::name).collect(Collectors.joining(", "));
    text.append(comment(indent, setting.description()));
    if (!names.isEmpty()) {
      text.append(indent).append("# Environment: ").append(names).append("\n");
    }
    var parts = setting.key().substring(prefix.length()).split("\\.", -1);
    for (var i = 0; i < parts.length; i++) {
      text.append(indent).append("#").append("  ".repeat(i)).append(parts[i]).append(":");
      text.append(i < parts.length - 1 ? "\n" : " " + value(setting) + "\n");
    }
  }

  /** A comment in lines of at most 100 columns. */
  private static String comment(String indent, String text) {
    var start = indent + "#";
    var line = new StringBuilder(start);
    var lines = new StringBuilder();
    for (var word : text.replace("`", "").split(" ", -1)) {
      if (line.length() + 1 + word.length() > 100) {
        lines.append(line).append("\n");
        line = new StringBuilder(start);
      }
      line.append(" ").append(word);
    }
    return lines.append(line).append("\n").toString();
  }

  private static String value(Setting<?> setting) {
    var value = setting.byDefault();
    if (value == null) {
      return "none";
    }
    if (value.endsWith(":")) {
      return "'" + value + "'";
    }
    return setting.kind() instanceof ListKind ? "[" + value.replace(",", ", ") + "]" : value;
  }
}
