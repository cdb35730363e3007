import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Starts gateways as the container image does, and looks at their processes. */
final class Gateways {
  /** Read once: this process may be bound to some of them later, and would see these alone. */
  static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  /** The processors of a gateway that is to have some to itself: half of them. */
  static final int[] OWN_CPUS = IntStream.range(0, PROCESSORS / 2).toArray();

  /** What is left for all else. */
  static final int[] OTHER_CPUS = IntStream.range(OWN_CPUS.length, PROCESSORS).toArray();

  static final int[] ANY_CPU = {};

  private final FootprintOptions options;
  private final Path logs;

  Gateways(FootprintOptions options, Path logs) {
    this.options = options;
    this.logs = logs;
  }

  Lab lab(Jdk jdk) {
    return new Lab(logs, options.path("jar"), jdk.java());
  }

  /**
   * With the JVM options of the image: a heap of one size, G1 unless another is among the settings.
   *
   * @param settings as of {@link Lab#node}
   */
  String[] settings(int heapMib, String... settings) {
    boolean collector =
        Stream.concat(options.jvm().stream(), Stream.of(settings))
            .anyMatch(setting -> setting.matches("-XX:.Use.*GC"));
    List<String> all = new ArrayList<>();
    if (!collector) {
      all.add("-XX:+UseG1GC");
    }
    all.addAll(
        List.of(
            "-Xms" + heapMib + "m", "-XX:+ExitOnOutOfMemoryError", "-XX:+PerfDisableSharedMem"));
    all.addAll(options.jvm());
    all.addAll(List.of(settings));
    return all.toArray(new String[0]);
  }

  /** Resident memory, in bytes. */
  static long rss(Process process) throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc", process.pid() + "", "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IllegalStateException("no VmRSS: the gateway has ended, see its log");
  }
}
