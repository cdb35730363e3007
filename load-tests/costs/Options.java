import java.util.LinkedHashMap;
import java.util.Map;

/** The sizes of a run, from {@code --name value} words. */
final class Options {
  static final String MEASURES = "purge,orders,hits,table,redis";

  private static final String[][] DEFAULTS = {
    // name, full run, --smoke
    {"entries", "1000000", "5000"},
    {"heap-mib", "6144", "1024"},
    {"orders", "1000", "100"},
    {"warm-up", "500", "100"},
    {"watch-seconds", "10", "2"},
    {"rate-seconds", "10", "1"},
    {"rate-connections", "32", "32"},
    {"order-rate", "1000", "1000"},
    {"order-tags", "1", "1"},
    {"hit-starts", "2", "1"},
    {"hit-warm-rounds", "2", "1"},
    {"hit-rounds", "4", "1"},
    {"hit-seconds", "5", "1"},
    {"tags", "1000000", "20000"},
    {"redis-entries", "100000", "3000"},
    {"redis-max-age", "30", "3"},
  };

  private final Map<String, Integer> sizes = new LinkedHashMap<>();
  private String measures = MEASURES;

  Options(String[] words) {
    boolean smoke = words.length > 0 && words[0].equals("--smoke");
    for (String[] row : DEFAULTS) {
      sizes.put(row[0], Integer.valueOf(row[smoke ? 2 : 1]));
    }
    for (int i = smoke ? 1 : 0; i < words.length; i += 2) {
      String name = words[i].replaceFirst("^--", "");
      String value = i + 1 < words.length ? words[i + 1] : "";
      if (name.equals("measures") && value.matches("[a-z]+(,[a-z]+)*")) {
        measures = value;
        for (String measure : value.split(",")) {
          if (!("," + MEASURES + ",").contains("," + measure + ",")) {
            throw new IllegalArgumentException(
                measure + ": no measure (expected: " + MEASURES + ")");
          }
        }
      } else if (sizes.containsKey(name) && value.matches("[1-9][0-9]{0,7}")) {
        sizes.put(name, Integer.valueOf(value));
      } else {
        throw new IllegalArgumentException(
            words[i]
                + " '"
                + value
                + "': not understood (expected: an option below and its value)");
      }
    }
  }

  int size(String name) {
    Integer size = sizes.get(name);
    if (size == null) {
      throw new IllegalArgumentException(name);
    }
    return size;
  }

  boolean measures(String name) {
    return ("," + measures + ",").contains("," + name + ",");
  }

  static String usage() {
    var usage = new StringBuilder("usage: run.sh [--smoke] [--measures " + MEASURES + "]");
    for (String[] row : DEFAULTS) {
      usage.append(String.format("%n  --%-18s %8s  (--smoke: %s)", row[0] + " N", row[1], row[2]));
    }
    return usage.toString();
  }

  @Override
  public String toString() {
    return measures + " " + sizes;
  }
}
