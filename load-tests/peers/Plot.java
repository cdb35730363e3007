import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Bars as an SVG picture, a group for each case with a scale of its own. The colours follow the
 * reader's light or dark.
 */
final class Plot {
  private static final int WIDTH = 760;
  private static final int LEFT = 190;
  private static final int RIGHT = 90;
  private static final int BAR = 16;
  private static final int GAP = 14;
  private static final int HEAD = 64;
  private static final String STYLE =
      """
      <style>
        svg { font: 13px system-ui, sans-serif; background: #fff }
        text { fill: #222 }
        .faint { fill: #666 }
        .sluice { fill: #0b6bcb } .nginx { fill: #3f9142 } .varnish { fill: #b5731a }
        .haproxy { fill: #8a4fbf } .floor { fill: #8c959f } .origin { fill: #8c959f }
        @media (prefers-color-scheme: dark) {
          svg { background: #14171a }
          text { fill: #e6e6e6 }
          .faint { fill: #9aa4ad }
          .sluice { fill: #58a6ff } .nginx { fill: #6cc070 } .varnish { fill: #e3a34b }
          .haproxy { fill: #bd8ef0 } .floor { fill: #6e7781 } .origin { fill: #6e7781 }
        }
      </style>
      """;

  private Plot() {}

  /**
   * @param title what the bars are, with their unit
   * @param remark under the title
   */
  static void write(
      Path file,
      String title,
      String remark,
      List<Row> rows,
      int decimals,
      ToDoubleFunction<Row> value)
      throws IOException {
    Map<Case, List<Row>> groups = new LinkedHashMap<>();
    for (Row row : rows) {
      if (row.measured() && !Double.isNaN(value.applyAsDouble(row))) {
        groups.computeIfAbsent(row.of(), one -> new ArrayList<>()).add(row);
      }
    }
    var bars = new StringBuilder();
    int y = HEAD;
    for (var group : groups.entrySet()) {
      double most = group.getValue().stream().mapToDouble(value).max().orElse(1);
      bars.append(text(12, y + 12, "", group.getKey().text));
      for (Row row : group.getValue()) {
        double of = value.applyAsDouble(row);
        long width = Math.max(1, Math.round((WIDTH - LEFT - RIGHT - 70) * of / most));
        bars.append(text(LEFT, y + 12, "faint", row.server()));
        bars.append(
            String.format(
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>%n",
                row.server(), LEFT + 70, y, width, BAR - 3));
        String figure = String.format(Locale.ROOT, "%,." + decimals + "f", of);
        bars.append(text(LEFT + 76 + (int) width, y + 12, "", figure));
        y += BAR;
      }
      y += GAP;
    }
    String svg =
        String.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">%n"
                    + "<title>%s</title>%n",
                WIDTH, y, escaped(title))
            + STYLE
            + String.format(
                "<text x=\"12\" y=\"24\" font-size=\"16\" font-weight=\"600\">%s</text>%n",
                escaped(title))
            + text(12, 44, "faint", remark)
            + bars
            + "</svg>\n";
    Files.writeString(file, svg);
  }

  private static String text(int x, int y, String style, String text) {
    return String.format(
        "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n", style, x, y, escaped(text));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
