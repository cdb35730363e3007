import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the figures were measured on and with. */
final class Machine {
  private Machine() {}

  /** Throws, saying what is wanting, unless there is something to measure, and where. */
  static void canMeasure(Path jar) {
    if (!Files.exists(jar)) {
      throw new IllegalArgumentException(
          jar + " does not exist (mend: ./mvnw -q -DskipTests package)");
    }
    if (Runtime.getRuntime().availableProcessors() < 2) {
      throw new IllegalArgumentException("one processor (expected: two or more)");
    }
  }

  static String load() throws IOException {
    return String.join(
        " ", List.of(Files.readString(Path.of("/proc/loadavg")).split(" ")).subList(0, 3));
  }

  /** As a Markdown list. */
  static String described(Path jar) throws IOException {
    var lines = new ArrayList<String>();
    lines.add("processor: " + first("/proc/cpuinfo", "model name"));
    lines.add("processors: " + Runtime.getRuntime().availableProcessors());
    lines.add("memory: " + first("/proc/meminfo", "MemTotal"));
    lines.add("kernel: " + System.getProperty("os.name") + " " + System.getProperty("os.version"));
    lines.add(
        "java: "
            + System.getProperty("java.vm.name")
            + " "
            + System.getProperty("java.vm.version"));
    lines.add("sluice: " + line(Tools.said("java", "-jar", jar.toString(), "version")));
    String[][] programs = {
      {"nginx", "-v"},
      {"varnishd", "-V"},
      {"haproxy", "-v"},
      {"wrk", "-v"},
      {"h2load", "--version"},
      {"redis-server", "-v"},
      {"node", "--version"},
      {"openssl", "version"},
      {"cc", "--version"}
    };
    for (String[] program : programs) {
      String said = Tools.has(program[0]) ? line(Tools.said(program)) : "not installed";
      lines.add(program[0] + ": " + said);
    }
    return "- " + String.join("\n- ", lines) + "\n";
  }

  private static String line(String said) {
    return said.lines().findFirst().orElse("");
  }

  private static String first(String file, String field) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(field))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }
}
