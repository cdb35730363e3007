import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows of one part, said as they come and written at its end. */
final class Sheet {
  private final String name;
  private final Results clock = new Results();
  private final List<String[]> rows = new ArrayList<>();
  private final StringBuilder below = new StringBuilder();

  Sheet(String name) {
    this.name = name;
  }

  /** Progress, which is no result. */
  void say(String format, Object... arguments) {
    clock.progress(name + ": " + format, arguments);
  }

  void row(String what, double value, String unit) {
    row(what, value, unit, "");
  }

  /** A figure that is to be at most so much. */
  void atMost(double most, String what, double value, String unit) {
    String bound = most == Math.rint(most) ? String.valueOf((long) most) : String.valueOf(most);
    row(what, value, unit, Results.aim("<= " + bound, value <= most));
  }

  void row(String what, double value, String unit, String aim) {
    String shown =
        String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.2f" : "%.0f", value)
            .replaceFirst("\\.00$", "");
    rows.add(new String[] {what, shown, unit, aim});
    say("%s: %s %s  %s", what, shown, unit, aim);
  }

  /** Text below the table. */
  void append(String text) {
    below.append(text);
  }

  Results results() {
    return clock;
  }

  void write(Path out) throws IOException {
    var text =
        new StringBuilder(
            "### " + name + "\n\n| what | figure | unit | aim |\n|---|--:|---|---|\n");
    var lines = new ArrayList<String>(List.of("what,figure,unit,aim"));
    for (String[] row : rows) {
      text.append("| ").append(String.join(" | ", row)).append(" |\n");
      lines.add("\"" + String.join("\",\"", row) + "\"");
    }
    text.append('\n').append(below);
    System.out.println(text);
    Files.writeString(out.resolve(name + ".md"), text);
    Files.write(out.resolve(name + ".csv"), lines);
  }
}
