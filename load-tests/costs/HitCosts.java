import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * CPU of the gateway for a hit, with little in the table and with much, beside the orders of others
 * and without.
 *
 * <p>Two clusters of two nodes: one with a short log, one with a long. The first node of each has a
 * processor for its own and answers hits, the second takes orders and shares the other processors
 * with {@code wrk}, Redis and this process. Orders run always: where a node is to hear of none,
 * they go to the other cluster. So all rounds find the machine equally busy, and differ in what the
 * measured node hears alone.
 */
final class HitCosts {
  private static final int HEAP_MIB = 1024;
  private static final int PAGES = 1000;
  private static final int ORDERERS = 16;
  private static final int[] GATEWAY_CPU = {0};

  /** What is measured: whether the log is long, and whether orders reach the node. */
  private enum State {
    IDLE("short log, no orders", 0, 1),
    ORDERS("short log, orders on the other node", 0, 0),
    FULL("long log, no orders", 1, 0),
    FULL_ORDERS("long log, orders on the other node", 1, 1);

    final String text;
    final int measured;
    final int ordered;

    State(String text, int measured, int ordered) {
      this.text = text;
      this.measured = measured;
      this.ordered = ordered;
    }
  }

  private record Round(double micros, double hitsPerSecond, double ordersPerSecond) {}

  private final Options options;
  private final Results results;
  private final int[] otherCpus =
      IntStream.range(1, Runtime.getRuntime().availableProcessors()).toArray();

  HitCosts(Options options, Results results) {
    this.options = options;
    this.results = results;
  }

  void run() throws Exception {
    Map<State, List<Round>> rounds = new LinkedHashMap<>();
    List<Double> applied = new ArrayList<>();
    Path pages = pages();
    // Other processes each time: the compiler's luck differs from start to start.
    for (int start = 1; start <= options.size("hit-starts"); start++) {
      try (var lab = new Lab();
          var shortLog = lab.redis(otherCpus);
          var longLog = lab.redis(otherCpus);
          var origin = new Origin()) {
        int tags = options.size("tags");
        int[][] cpus = {GATEWAY_CPU, otherCpus};
        String room = "invalidation.max-tracked-tags=" + (tags + 1_000_000);
        List<List<Lab.Node>> clusters =
            List.of(
                lab.cluster("short-", HEAP_MIB, cpus, shortLog.url(), origin.url(), room),
                lab.cluster("long-", HEAP_MIB, cpus, longLog.url(), origin.url(), room));
        double seconds = Traffic.fillLog(clusters.get(1).get(1), tags);
        results.progress("%d tags in the long log in %.0f s", tags, seconds);
        Lab.pin(otherCpus);
        for (List<Lab.Node> cluster : clusters) {
          Traffic.fill(cluster.get(0).http(), PAGES, HitCosts::page, results);
        }
        for (int round = 1; round <= options.size("hit-warm-rounds"); round++) {
          for (State state : State.values()) {
            round(lab, clusters, state, pages);
          }
        }
        results.progress("warmed up");
        for (int round = 1; round <= options.size("hit-rounds"); round++) {
          for (State state : State.values()) {
            Round done = round(lab, clusters, state, pages);
            rounds.computeIfAbsent(state, s -> new ArrayList<>()).add(done);
            results.progress(
                "  start %d, round %d, %s: %.2f us, %.0f hits/s, %.0f orders/s",
                start, round, state, done.micros(), done.hitsPerSecond(), done.ordersPerSecond());
          }
          applied.add(applied(clusters.get(0)));
        }
      } finally {
        int[] all = IntStream.rangeClosed(0, otherCpus.length).toArray();
        Lab.pin(all);
      }
    }
    report(rounds);
    String what = "CPU of an order of the other node, without hits";
    results.one("hits", what, Results.median(applied), "us", "");
  }

  private void report(Map<State, List<Round>> rounds) {
    double idle = 0;
    for (State state : State.values()) {
      List<Round> of = rounds.get(state);
      double micros = Results.median(of.stream().map(Round::micros).toList());
      double hits = Results.median(of.stream().map(Round::hitsPerSecond).toList());
      double orders = Results.median(of.stream().map(Round::ordersPerSecond).toList());
      String aim = "";
      if (state == State.IDLE) {
        idle = micros;
      } else {
        double more = 100 * (micros / idle - 1);
        aim = Results.aim(String.format("<= 10 %% more (%+.1f %%)", more), more <= 10);
      }
      String what =
          String.format("CPU of a hit, %s; %.0f hits/s, %.0f orders/s", state.text, hits, orders);
      results.one("hits", what, micros, "us", aim);
    }
  }

  private Round round(Lab lab, List<List<Lab.Node>> clusters, State state, Path pages)
      throws Exception {
    int seconds = options.size("hit-seconds");
    Lab.Node measured = clusters.get(state.measured).get(0);
    Lab.Node ordered = clusters.get(state.ordered).get(1);
    try (Http control = measured.control()) {
      long misses = control.get("/cache/stats").number("totalMisses");
      long before = measured.cpuMicros();
      Process wrk = lab.wrk(measured.http(), pages.toString(), seconds, otherCpus);
      int orders = pace(ordered);
      Lab.Load load = lab.ended(wrk);
      double cpu = measured.cpuMicros() - before;
      long missed = control.get("/cache/stats").number("totalMisses") - misses;
      if (missed > 0) {
        throw new IllegalStateException(missed + " misses (expected: hits alone)");
      }
      return new Round(cpu / load.requests(), load.perSecond(), (double) orders / seconds);
    }
  }

  private int pace(Lab.Node node) throws Exception {
    int perSecond = options.size("order-rate");
    int tags = options.size("order-tags");
    return Traffic.pace(node, perSecond, tags, ORDERERS, options.size("hit-seconds"));
  }

  /** CPU of the first node for an order that the second takes, in microseconds, without hits. */
  private double applied(List<Lab.Node> cluster) throws Exception {
    long before = cluster.get(0).cpuMicros();
    int orders = pace(cluster.get(1));
    return (double) (cluster.get(0).cpuMicros() - before) / orders;
  }

  private static String page(int number) {
    return "/86400/page-" + number + "+product-" + number + "+list-" + number % 10 + "/" + number;
  }

  private static Path pages() throws Exception {
    var script = new StringBuilder("local paths = {}\n");
    for (int i = 0; i < PAGES; i++) {
      script.append("paths[").append(i).append("] = \"").append(page(i)).append("\"\n");
    }
    script.append(
        """
        local requests = {}
        local at = 0
        init = function()
          for i = 0, #paths do requests[i] = wrk.format("GET", paths[i]) end
        end
        request = function()
          at = at + 1
          if at > #requests then at = 0 end
          return requests[at]
        end
        """);
    return Files.writeString(Lab.WORK.resolve("pages.lua"), script);
  }
}
