import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Java to run gateways with. */
record Jdk(int version, String java) {
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");

  /**
   * Oldest first.
   *
   * @param named programs or homes; if there are none, the one of the path and what is installed,
   *     one of each version from 17 on
   */
  static List<Jdk> wanted(List<String> named) throws IOException {
    List<String> programs = new ArrayList<>();
    for (String name : named) {
      Path inside = Path.of(name, "bin", "java");
      programs.add(Files.isExecutable(inside) ? inside.toString() : name);
    }
    if (named.isEmpty()) {
      programs.add("java");
      if (Files.isDirectory(INSTALLED)) {
        try (var homes = Files.list(INSTALLED)) {
          homes
              .map(home -> home.resolve("bin/java"))
              .sorted()
              .map(Path::toString)
              .forEach(programs::add);
        }
      }
    }
    Map<Integer, Jdk> found = new TreeMap<>();
    for (String program : programs) {
      int version = version(program);
      if (version >= 17) {
        found.putIfAbsent(version, new Jdk(version, program));
      } else if (!named.isEmpty()) {
        throw new IllegalArgumentException(program + ": no Java of version 17 or newer");
      }
    }
    return List.copyOf(found.values());
  }

  private static int version(String java) {
    try {
      Matcher version = Pattern.compile("version \"([0-9]+)").matcher(Tools.said(java, "-version"));
      return version.find() ? Integer.parseInt(version.group(1)) : 0;
    } catch (IOException absent) {
      return 0;
    }
  }

  @Override
  public String toString() {
    return "JDK " + version;
  }
}
