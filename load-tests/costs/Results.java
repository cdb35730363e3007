import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The rows of the table, said as they come and written at the end. */
final class Results {
  private static final String[] HEADS = {"measure", "what", "p50", "p99", "max", "unit", "aim"};

  private final List<String[]> rows = new ArrayList<>();
  private final long startNanos = System.nanoTime();

  void progress(String format, Object... arguments) {
    long seconds = (System.nanoTime() - startNanos) / 1_000_000_000;
    System.err.printf(
        Locale.ROOT, "%4d s  %s%n", seconds, String.format(Locale.ROOT, format, arguments));
  }

  /** A figure by itself; the aim is empty where there is none. */
  void one(String measure, String what, double value, String unit, String aim) {
    add(measure, what, shown(value), "", "", unit, aim);
  }

  void times(String measure, String what, long[] nanos, String aim) {
    String[] shown = new String[3];
    double[] shares = {0.5, 0.99, 1};
    for (int i = 0; i < shown.length; i++) {
      shown[i] = shown(percentile(nanos, shares[i]) / 1e6);
    }
    add(measure, what + " (" + nanos.length + ")", shown[0], shown[1], shown[2], "ms", aim);
  }

  private void add(String... row) {
    rows.add(row);
    progress("%s: %s  %s", row[0], row[1], String.join(" ", Arrays.copyOfRange(row, 2, 7)));
  }

  static String aim(String text, boolean met) {
    return text + (met ? ": met" : ": MISSED");
  }

  /** The value that this share of all does not exceed. */
  static double percentile(long[] values, double share) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }

  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static String shown(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.2f" : "%.0f", value);
  }

  void write(Path csv) throws IOException {
    var lines = new ArrayList<String>(List.of(String.join(",", HEADS)));
    System.out.println("| " + String.join(" | ", HEADS) + " |");
    System.out.println("|---|---|--:|--:|--:|---|---|");
    for (String[] row : rows) {
      System.out.println("| " + String.join(" | ", row) + " |");
      lines.add("\"" + String.join("\",\"", row) + "\"");
    }
    Files.write(csv, lines);
  }
}
