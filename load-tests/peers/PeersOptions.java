import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run is to measure, from {@code --name value} words. */
final class PeersOptions {
  static final List<String> SERVERS =
      List.of("sluice", "nginx", "varnish", "haproxy", "fastify", "floor", "origin");

  private static final String[][] DEFAULTS = {
    {"rounds", "5", "rounds of each case, in each of which every server has its turn"},
    {"seconds", "6", "length of a turn"},
    {
      "warm-up",
      "10",
      "seconds of each case before its first round, for Sluice and Fastify; others have two"
    },
    {"urls", "1000000", "distinct URLs of the case many; up to 4000000"},
    {"cases", String.join(",", Case.ids()), ""},
    {"servers", String.join(",", SERVERS), ""},
    {"jar", "target/sluice.jar", "of the gateway"},
    {"out", "target/peers", "directory for tables, plots and logs"},
  };

  private final Map<String, String> values = new LinkedHashMap<>();
  private final Path root;

  /**
   * @param root of the project, where the jar and the results are unless the words say otherwise
   */
  PeersOptions(Path root, String[] words) {
    this.root = root;
    for (int i = 0; i < words.length; i += 2) {
      String name = words[i].replaceFirst("^--", "");
      String value = i + 1 < words.length ? words[i + 1] : "";
      boolean valid =
          switch (name) {
            case "rounds", "seconds", "warm-up" -> value.matches("[1-9][0-9]{0,3}");
            case "urls" -> value.matches("[1-9][0-9]{0,6}") && Integer.parseInt(value) <= 4_000_000;
            case "cases" -> Case.ids().containsAll(List.of(value.split(",")));
            case "servers" -> SERVERS.containsAll(List.of(value.split(",")));
            case "jar", "out" -> !value.isEmpty();
            default -> false;
          };
      if (!valid) {
        throw new IllegalArgumentException(
            words[i]
                + " '"
                + value
                + "': not understood (expected: an option below and its value)");
      }
      values.put(name, value);
    }
  }

  int number(String name) {
    return Integer.parseInt(value(name));
  }

  List<Case> cases() {
    var wanted = List.of(value("cases").split(","));
    return Arrays.stream(Case.values()).filter(one -> wanted.contains(one.id)).toList();
  }

  List<String> servers() {
    var wanted = List.of(value("servers").split(","));
    return SERVERS.stream().filter(wanted::contains).toList();
  }

  /** Relative to the directory of the caller if it was given, else to the project's. */
  Path path(String name) {
    Path path = Path.of(value(name));
    return (values.containsKey(name) ? path : root.resolve(path)).toAbsolutePath().normalize();
  }

  private String value(String name) {
    for (String[] row : DEFAULTS) {
      if (row[0].equals(name)) {
        return values.getOrDefault(name, row[1]);
      }
    }
    throw new IllegalArgumentException(name);
  }

  static String usage() {
    var usage = new StringBuilder("usage: run.sh [--option value ...]");
    for (String[] row : DEFAULTS) {
      usage.append(
          String.format("%n  --%-8s  %s%n              default: %s", row[0], row[2], row[1]));
    }
    return usage.toString();
  }
}
