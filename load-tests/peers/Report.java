import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Rows as a Markdown table and as CSV. */
final class Report {
  private static final List<String> PEERS = List.of("nginx", "varnish", "haproxy", "fastify");

  private final List<Row> rows;

  Report(List<Row> rows) {
    this.rows = rows;
  }

  /** A column: its head, and what a row has in it. */
  private record Column(String name, String title, int decimals, Function<Row, Double> value) {}

  private List<Column> columns() {
    var columns = new ArrayList<Column>();
    columns.add(new Column("cpu_us", "CPU µs", 2, Row::micros));
    columns.add(new Column("cpu_us_min", "least", 2, row -> ofCosts(row, true)));
    columns.add(new Column("cpu_us_max", "most", 2, row -> ofCosts(row, false)));
    columns.add(
        new Column(
            "requests_per_s", "requests/s", 0, row -> row.median(r -> r.load().perSecond())));
    columns.add(new Column("busy_percent", "busy %", 0, row -> row.median(r -> 100 * r.busy())));
    columns.add(new Column("p50_ms", "p50 ms", 2, row -> row.median(r -> r.load().p50Millis())));
    columns.add(new Column("p99_ms", "p99 ms", 2, row -> row.median(r -> r.load().p99Millis())));
    columns.add(new Column("p50_more_ms", "p50 over the origin's", 2, this::overOrigin));
    for (String peer : PEERS) {
      columns.add(new Column("of_" + peer, "÷ " + peer, 2, row -> row.ratio(of(row, peer))));
    }
    return columns;
  }

  private static double ofCosts(Row row, boolean least) {
    var costs = row.rounds().stream().mapToDouble(Row.Round::micros).sorted().toArray();
    return costs[least ? 0 : costs.length - 1];
  }

  private double overOrigin(Row row) {
    Row origin = of(row, "origin");
    return !row.of().misses() || row == origin || !origin.measured()
        ? Double.NaN
        : row.median(r -> r.load().p50Millis()) - origin.median(r -> r.load().p50Millis());
  }

  private Row of(Row row, String server) {
    return rows.stream()
        .filter(one -> one.of() == row.of() && one.server().equals(server))
        .findFirst()
        .orElse(new Row(row.of(), server, List.of(), ""));
  }

  String markdown() {
    var text = new StringBuilder("| case | server |");
    var rule = new StringBuilder("\n|---|---|");
    for (Column column : columns()) {
      text.append(' ').append(column.title()).append(" |");
      rule.append("--:|");
    }
    text.append(" note |").append(rule).append("---|\n");
    for (Row row : rows) {
      text.append("| ").append(row.of().id).append(" | ").append(row.server()).append(" |");
      columns().forEach(column -> text.append(' ').append(shown(column, row)).append(" |"));
      text.append(' ').append(row.note().replace('|', '/').replace('\n', ' ')).append(" |\n");
    }
    return text.toString();
  }

  /** The medians, and each round in a file of its own. */
  void csv(Path medians, Path rounds) throws IOException {
    var lines = new ArrayList<String>();
    lines.add(
        "case,server," + String.join(",", columns().stream().map(Column::name).toList()) + ",note");
    var each = new ArrayList<String>();
    each.add("case,server,round,requests,cpu_us,busy_percent,requests_per_s,p50_ms,p99_ms");
    for (Row row : rows) {
      String start = row.of().id + "," + row.server() + ",";
      var cells = columns().stream().map(column -> shown(column, row)).toList();
      String note = row.note().replace('"', '\'').replace('\n', ' ');
      lines.add(start + String.join(",", cells) + ",\"" + note + "\"");
      for (int i = 0; i < row.rounds().size(); i++) {
        Row.Round round = row.rounds().get(i);
        Load load = round.load();
        each.add(
            String.format(
                Locale.ROOT,
                "%s%d,%d,%.3f,%.1f,%.0f,%.3f,%.3f",
                start,
                i + 1,
                load.requests(),
                round.micros(),
                100 * round.busy(),
                load.perSecond(),
                load.p50Millis(),
                load.p99Millis()));
      }
    }
    Files.write(medians, lines);
    Files.write(rounds, each);
  }

  private static String shown(Column column, Row row) {
    if (!row.measured()) {
      return "";
    }
    double value = column.value().apply(row);
    return Double.isNaN(value)
        ? ""
        : String.format(Locale.ROOT, "%." + column.decimals() + "f", value);
  }
}
