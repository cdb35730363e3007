import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The words after {@code run.sh}: scenarios, {@code --name value}, and what Maven is to get. */
final class TeamsOptions {
  private static final List<String> SCENARIOS =
      List.of(
          "orders",
          "content-site",
          "purge-storm",
          "outage",
          "cold-start",
          "mixed",
          "rolling-restart");
  private static final String[][] NUMBERS = {
    {"instances", "4", "gateways that share the traffic"},
    {"origin-millis", "150", "how long the origin takes to answer"},
    {"day-seconds", "72", "orders: how long the day takes"},
    {
      "per-instance-minutes",
      "160",
      "orders: lifetime in caches that are not shared, in minutes of that day"
    },
    {"hour-seconds", "30", "content-site: how long an hour of the lifetimes takes"},
    {"warm-up", "500", "requests to each gateway before"},
  };

  private final List<String> scenarios = new ArrayList<>();
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final List<String> maven = new ArrayList<>();

  TeamsOptions(String[] words) {
    for (String[] row : NUMBERS) {
      numbers.put(row[0], Integer.valueOf(row[1]));
    }
    for (int i = 0; i < words.length; i++) {
      String name = words[i].replaceFirst("^--", "");
      if (SCENARIOS.contains(words[i])) {
        scenarios.add(words[i]);
      } else if (words[i].matches("-D.+|-o")) {
        maven.add(words[i]);
      } else if (numbers.containsKey(name)
          && i + 1 < words.length
          && words[i + 1].matches("[1-9][0-9]{0,6}")) {
        numbers.put(name, Integer.valueOf(words[++i]));
      } else {
        throw new IllegalArgumentException(
            words[i] + ": not understood (expected: a scenario, or an option and its value)");
      }
    }
    if (scenarios.isEmpty()) {
      scenarios.addAll(SCENARIOS);
    }
  }

  List<String> scenarios() {
    return scenarios;
  }

  int number(String name) {
    return numbers.get(name);
  }

  List<String> maven() {
    return maven;
  }

  static String usage() {
    var usage = new StringBuilder("usage: run.sh [" + String.join("|", SCENARIOS) + "]...");
    for (String[] row : NUMBERS) {
      usage.append(String.format("%n  --%-20s %5s  %s", row[0] + " N", row[1], row[2]));
    }
    return usage
        .append(String.format("%n  -Dname=value               of the simulation"))
        .toString();
  }
}
