import java.util.List;
import java.util.function.ToDoubleFunction;

/** What one server has shown in one case; the note says what is wrong, or why there is nothing. */
record Row(Case of, String server, List<Round> rounds, String note) {
  /**
   * A turn.
   *
   * @param micros CPU time of the server for a request; NaN where it has no process of its own
   * @param busy share of its processor that it has used
   */
  record Round(double micros, double busy, Load load) {}

  boolean measured() {
    return !rounds.isEmpty() && note.isEmpty();
  }

  double median(ToDoubleFunction<Round> value) {
    return Results.median(rounds.stream().map(value::applyAsDouble).toList());
  }

  double micros() {
    return median(Round::micros);
  }

  /** Cost of this in terms of the cost of that; NaN where one of them is not known. */
  double ratio(Row that) {
    return measured() && that.measured() ? micros() / that.micros() : Double.NaN;
  }
}
