import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run is to measure, from {@code --name value} words. */
final class FootprintOptions {
  static final List<String> PARTS = List.of("memory", "churn", "pauses", "start", "scaling");

  private static final String[][] DEFAULTS = {
    {"parts", String.join(",", PARTS), "of " + String.join(",", PARTS)},
    {"java", "", "programs or homes, comma-separated; else those found, one of a version"},
    {"jvm", "", "further options of the gateways' JVMs, separated by spaces"},
    {"entries", "1000000", "memory: how many"},
    {"entry-bytes", "1024", "memory: of a body"},
    {"memory-heap-mib", "6144", "memory: heap, of which the cache may take 75 %"},
    {"churn-heap-mib", "1024", "churn: heap"},
    {"churn-direct-mib", "256", "churn: -XX:MaxDirectMemorySize"},
    {"churn-shares", "25,50,75", "churn: cache.l1.max-bytes in percent of the heap, a run of each"},
    {"churn-seconds", "60", "churn: length of a run"},
    {"pause-heap-mib", "1024", "pauses: heap, half of it for the cache"},
    {"pause-collectors", "g1,zgc", "pauses: of g1,zgc; ZGC on JDK 25 and newer alone"},
    {"pause-load", "50", "pauses: hits a second, in percent of what the gateway can do"},
    {"pause-misses", "150", "pauses: misses a second beside them; means of 76 KB"},
    {"pause-probes", "1000", "pauses: timed hits a second among them"},
    {"pause-seconds", "20", "pauses: length of a run"},
    {"starts", "10", "start: how many of each kind"},
    {"scaling-rounds", "3", "scaling: turns of each"},
    {"scaling-seconds", "4", "scaling: length of a turn"},
    {"warm-up", "10", "pauses, scaling: seconds before the first is measured"},
    {"jar", "target/sluice.jar", "of the gateway"},
    {"out", "target/footprint", "directory for tables and logs"},
  };

  private final Map<String, String> values = new LinkedHashMap<>();
  private final Path root;

  /**
   * @param root of the project, where the jar and the results are unless the words say otherwise
   */
  FootprintOptions(Path root, String[] words) {
    this.root = root;
    for (int i = 0; i < words.length; i += 2) {
      String name = words[i].replaceFirst("^--", "");
      String value = i + 1 < words.length ? words[i + 1] : null;
      boolean valid =
          value != null
              && switch (name) {
                case "parts" -> PARTS.containsAll(List.of(value.split(",")));
                case "pause-collectors" ->
                    List.of("g1", "zgc").containsAll(List.of(value.split(",")));
                case "churn-shares" -> value.matches("([1-9][0-9]?)(,[1-9][0-9]?)*");
                case "pause-load" -> value.matches("[1-9][0-9]?");
                case "java", "jar", "out" -> !value.isEmpty();
                case "jvm" -> value.matches("(-X[^ ]+ ?)+");
                default -> known(name) && value.matches("[1-9][0-9]{0,6}");
              };
      if (!valid) {
        throw new IllegalArgumentException(
            words[i]
                + " '"
                + (value == null ? "" : value)
                + "': not understood (expected: an option below and its value)");
      }
      values.put(name, value);
    }
  }

  private static boolean known(String name) {
    return Arrays.stream(DEFAULTS).anyMatch(row -> row[0].equals(name));
  }

  int number(String name) {
    return Integer.parseInt(text(name));
  }

  List<String> list(String name) {
    return text(name).isEmpty() ? List.of() : List.of(text(name).split(","));
  }

  /** Those of the gateways' JVMs. */
  List<String> jvm() {
    return text("jvm").isEmpty() ? List.of() : List.of(text("jvm").split(" +"));
  }

  /** Relative to the directory of the caller if it was given, else to the project's. */
  Path path(String name) {
    Path path = Path.of(text(name));
    return (values.containsKey(name) ? path : root.resolve(path)).toAbsolutePath().normalize();
  }

  private String text(String name) {
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
          String.format(
              "%n  --%-17s %s%s", row[0], row[2], row[1].isEmpty() ? "" : " (" + row[1] + ")"));
    }
    return usage.toString();
  }
}
