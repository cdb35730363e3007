package io.sluice.loadtests;

import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.dummy;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.DoubleSupplier;

/**
 * What a simulation has to show: a figure asked, a figure measured.
 *
 * <p>Gatling asserts on requests alone; each figure becomes the outcome of a request that is never
 * sent, and stands in the report by its name.
 */
final class Figures {
  private static final double ANY = Double.NaN;

  private final List<Figure> figures = new ArrayList<>();
  private final ConcurrentMap<Figure, Double> measured = new ConcurrentHashMap<>();

  private record Figure(String what, double least, double most, DoubleSupplier measure) {
    boolean accepts(double value) {
      return !(value < least) && !(value > most);
    }

    String asked() {
      if (Double.isNaN(least) && Double.isNaN(most)) {
        return "";
      }
      if (Double.isNaN(most)) {
        return ">= " + text(least);
      }
      return Double.isNaN(least) ? "<= " + text(most) : text(least) + " to " + text(most);
    }
  }

  Figures between(String what, double least, double most, DoubleSupplier measure) {
    figures.add(new Figure(what, least, most, measure));
    return this;
  }

  Figures atLeast(String what, double least, DoubleSupplier measure) {
    return between(what, least, ANY, measure);
  }

  Figures atMost(String what, double most, DoubleSupplier measure) {
    return between(what, ANY, most, measure);
  }

  /** Only told. */
  Figures told(String what, DoubleSupplier measure) {
    return between(what, ANY, ANY, measure);
  }

  /** To be run once, when all else has ended. */
  ScenarioBuilder verdict() {
    List<ChainBuilder> all = new ArrayList<>();
    for (Figure figure : figures) {
      all.add(exec(dummy(name(figure), 1).withSuccess(session -> figure.accepts(measure(figure)))));
    }
    return scenario("verdict")
        .exec(exec(all.get(0), all.subList(1, all.size()).toArray(ChainBuilder[]::new)));
  }

  /** That each is met; for runs in which requests may fail. */
  List<Assertion> met() {
    return figures.stream()
        .filter(figure -> !figure.asked().isEmpty())
        .map(figure -> details(name(figure)).failedRequests().count().is(0L))
        .toList();
  }

  private static String name(Figure figure) {
    return (figure.what() + " " + figure.asked()).strip();
  }

  void print() {
    System.out.printf("%n%-58s %16s %10s%n", "figure", "asked", "measured");
    for (Figure figure : figures) {
      double value = measure(figure);
      System.out.printf(
          "%-58s %16s %10s%s%n",
          figure.what(), figure.asked(), text(value), figure.accepts(value) ? "" : "  MISSED");
    }
    System.out.println();
  }

  private double measure(Figure figure) {
    return measured.computeIfAbsent(figure, one -> one.measure().getAsDouble());
  }

  private static String text(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, value < 1 ? "%.3f" : "%.1f", value);
  }
}
