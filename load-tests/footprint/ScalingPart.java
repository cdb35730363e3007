import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What a hit costs with more event loops, and with more nodes on the same processors. */
final class ScalingPart implements Footprint.Part {
  private static final int HEAP_MIB = 512;
  private static final int PAGES = 1000;
  private static final double MOST = 1.15;

  private final FootprintOptions options;
  private final Gateways gateways;
  private final Jdk jdk;
  private final Path logs;

  ScalingPart(FootprintOptions options, Gateways gateways, Jdk jdk, Path logs) {
    this.options = options;
    this.gateways = gateways;
    this.jdk = jdk;
    this.logs = logs;
  }

  /** Gateways that run, and what their turns have shown. */
  private record Setup(String what, List<Lab.Node> nodes, int[] wrkCpus, List<Turn> turns) {}

  /**
   * @param micros CPU of all gateways for a hit
   */
  private record Turn(double micros, double perSecond) {}

  @Override
  public void measure(Sheet sheet) throws Exception {
    if (!Tools.has("wrk")) {
      sheet.say("SKIPPED: wrk is not installed (wrk)");
      return;
    }
    try (var lab = gateways.lab(jdk);
        var origin = new Origin(Site::answer)) {
      int processors = Gateways.PROCESSORS;
      List<Setup> loops = new ArrayList<>();
      loops.add(
          new Setup(
              "1 event loop, processor of its own",
              List.of(loops(lab, origin, "loop-own", 1, new int[] {0})),
              IntStream.range(1, processors).toArray(),
              new ArrayList<>()));
      for (int count = 1; count <= processors; count *= 2) {
        loops.add(
            new Setup(
                count + " event loop" + (count > 1 ? "s" : "") + ", processors shared with wrk",
                List.of(loops(lab, origin, "loops-" + count, count, Gateways.ANY_CPU)),
                Gateways.ANY_CPU,
                new ArrayList<>()));
      }
      turns(lab, sheet, loops);
      report(sheet, loops, 1);
    }
    if (!Tools.has("redis-server")) {
      sheet.say("SKIPPED: nodes, for want of redis-server");
      return;
    }
    try (var lab = gateways.lab(jdk);
        var redis = lab.redis();
        var origin = new Origin(Site::answer)) {
      List<Setup> clusters = new ArrayList<>();
      for (int count = 1; count <= 3; count++) {
        var settings =
            gateways.settings(HEAP_MIB, "vertx.event-loops=1", "redis.key-prefix=n" + count);
        int[][] cpus = new int[count][0];
        String name = "of-" + count + "-";
        var nodes = lab.cluster(name, HEAP_MIB, cpus, redis.url(), origin.url(), settings);
        String what =
            count + " node" + (count > 1 ? "s" : "") + " of a cluster, processors shared with wrk";
        clusters.add(new Setup(what, nodes, Gateways.ANY_CPU, new ArrayList<>()));
      }
      turns(lab, sheet, clusters);
      report(sheet, clusters, 0);
    }
  }

  private Lab.Node loops(Lab lab, Origin origin, String name, int count, int[] cpus)
      throws Exception {
    var settings = gateways.settings(HEAP_MIB, "vertx.event-loops=" + count);
    return lab.node(name, HEAP_MIB, cpus, "", origin.url(), settings);
  }

  private void turns(Lab lab, Sheet sheet, List<Setup> setups) throws Exception {
    for (Setup setup : setups) {
      for (Lab.Node node : setup.nodes()) {
        Traffic.fill(node.http(), PAGES, i -> Site.path(1024, i), sheet.results());
      }
      // Each node compiles for itself, and gets a part of the hits alone.
      turn(lab, setup, options.number("warm-up") * setup.nodes().size());
    }
    for (int round = 1; round <= options.number("scaling-rounds"); round++) {
      for (Setup setup : setups) {
        Turn turn = turn(lab, setup, options.number("scaling-seconds"));
        setup.turns().add(turn);
        sheet.say(
            "round %d, %s: %.2f us, %.0f/s", round, setup.what(), turn.micros(), turn.perSecond());
      }
    }
  }

  private Turn turn(Lab lab, Setup setup, int seconds) throws Exception {
    long cpu = 0;
    long misses = 0;
    for (Lab.Node node : setup.nodes()) {
      cpu -= node.cpuMicros();
      misses -= misses(node);
    }
    List<Process> running = new ArrayList<>();
    String script = pages().toString();
    for (Lab.Node node : setup.nodes()) {
      running.add(lab.wrk(node.http(), script, seconds, setup.wrkCpus()));
    }
    long requests = 0;
    double perSecond = 0;
    for (Process wrk : running) {
      Lab.Load load = lab.ended(wrk);
      requests += load.requests();
      perSecond += load.perSecond();
    }
    for (Lab.Node node : setup.nodes()) {
      cpu += node.cpuMicros();
      misses += misses(node);
    }
    if (misses > 0) {
      throw new IllegalStateException(misses + " misses (expected: hits alone)");
    }
    return new Turn((double) cpu / requests, perSecond);
  }

  private static long misses(Lab.Node node) throws Exception {
    try (Http control = node.control()) {
      return control.get("/cache/stats").number("totalMisses");
    }
  }

  /**
   * @param base index of what the others are compared with
   */
  private static void report(Sheet sheet, List<Setup> setups, int base) {
    double one = micros(setups.get(base));
    for (int i = 0; i < setups.size(); i++) {
      Setup setup = setups.get(i);
      double rate = Results.median(setup.turns().stream().map(Turn::perSecond).toList());
      double micros = micros(setup);
      String aim =
          i <= base
              ? ""
              : Results.aim(
                  String.format("<= 15 %% more (%+.1f %%)", 100 * (micros / one - 1)),
                  micros <= MOST * one);
      sheet.row(
          setup.what() + ": CPU of a hit at " + Math.round(rate) + " hits/s", micros, "us", aim);
    }
  }

  private static double micros(Setup setup) {
    return Results.median(setup.turns().stream().map(Turn::micros).toList());
  }

  private Path pages() throws Exception {
    String script =
        """
        local requests, at = {}, 0
        init = function()
          for i = 1, %d do requests[i] = wrk.format("GET", "/1024/" .. i - 1) end
          math.randomseed(os.time())
          at = math.random(#requests)
        end
        request = function()
          at = at %% #requests + 1
          return requests[at]
        end
        """;
    return Files.writeString(logs.resolve("pages.lua"), String.format(script, PAGES));
  }
}
