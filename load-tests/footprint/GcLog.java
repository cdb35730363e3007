import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The pauses that a collector's log tells of, from some time of the process on. */
final class GcLog {
  private static final Pattern PAUSE = Pattern.compile("^\\[([0-9.]+)s\\].* Pause .* ([0-9.]+)ms$");

  private final Path file;

  GcLog(Path file) throws IOException {
    this.file = file;
    Files.deleteIfExists(file);
  }

  /** As an option of the JVM; with the phases, for ZGC tells of its pauses only there. */
  String option() {
    return "-Xlog:gc,gc+phases:file=" + file + ":uptime:filecount=0";
  }

  /** What was collected in a time. */
  record Pauses(int count, int full, double totalMillis, double longestMillis) {}

  /**
   * @param fromSeconds of the process
   */
  Pauses pauses(double fromSeconds, double toSeconds) throws IOException {
    List<Double> millis = new ArrayList<>();
    int full = 0;
    for (String line : Files.readAllLines(file)) {
      Matcher pause = PAUSE.matcher(line);
      if (pause.find()) {
        double at = Double.parseDouble(pause.group(1));
        if (at >= fromSeconds && at <= toSeconds) {
          millis.add(Double.parseDouble(pause.group(2)));
          full += line.contains("Pause Full") ? 1 : 0;
        }
      }
    }
    double total = millis.stream().mapToDouble(Double::doubleValue).sum();
    double longest = millis.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return new Pauses(millis.size(), full, total, longest);
  }

  /** How old a gateway's process is, in seconds. */
  static double age(Lab.Node node) {
    return (System.nanoTime() - node.startedNanos()) / 1e9;
  }
}
