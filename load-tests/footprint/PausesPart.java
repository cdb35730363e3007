import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** How long hits take beside misses and evictions that keep the collector busy. */
final class PausesPart implements Footprint.Part {
  private static final Pattern RATE = Pattern.compile("finished in .*, ([0-9.]+) req/s");
  private static final int PAGES = 1000;
  private static final int PAGE_BYTES = 1024;
  private static final int CONNECTIONS = 32;
  private static final int MISSERS = 8;
  private static final int URLS = 100_000_000;

  /** What is asked for so often stays, but for an unlucky few. */
  private static final double MOST_MISSES = 0.001;

  private final FootprintOptions options;
  private final Gateways gateways;
  private final List<Jdk> jdks;
  private final Path logs;
  private final String[] paths =
      IntStream.range(0, PAGES).mapToObj(i -> Site.path(PAGE_BYTES, i)).toArray(String[]::new);

  PausesPart(FootprintOptions options, Gateways gateways, List<Jdk> jdks, Path logs) {
    this.options = options;
    this.gateways = gateways;
    this.jdks = jdks;
    this.logs = logs;
  }

  @Override
  public void measure(Sheet sheet) throws Exception {
    if (!Tools.has("h2load")) {
      sheet.say("SKIPPED: h2load is not installed (nghttp2-client)");
      return;
    }
    Lab.pin(Gateways.OTHER_CPUS);
    for (Jdk jdk : jdks) {
      for (String collector : options.list("pause-collectors")) {
        // Before it had generations its place was with heaps of quite another size.
        if (collector.equals("g1") || jdk.version() >= 25) {
          run(sheet, jdk, collector);
        }
      }
    }
    Lab.pin(IntStream.range(0, Gateways.PROCESSORS).toArray());
  }

  private void run(Sheet sheet, Jdk jdk, String collector) throws Exception {
    int heapMib = options.number("pause-heap-mib");
    String name = "pauses-" + jdk.version() + "-" + collector;
    try (var lab = gateways.lab(jdk);
        var origin = new Origin(Site::answer)) {
      var log = new GcLog(options.path("out").resolve("logs/" + name + "-gc.log"));
      var settings =
          gateways.settings(
              heapMib,
              collector.equals("g1") ? "-XX:+UseG1GC" : "-XX:+UseZGC",
              log.option(),
              "vertx.event-loops=" + Gateways.OWN_CPUS.length,
              "cache.l1.max-bytes=50%");
      var node = lab.node(name, heapMib, Gateways.OWN_CPUS, "", origin.url(), settings);
      askForAll(node);
      // As fast as it can, after half of the time to warm up.
      int warmUp = Math.max(2, options.number("warm-up") / 2);
      load(lab, node, warmUp, 0);
      double most = load(lab, node, warmUp, 0);
      int perSecond = (int) (most * options.number("pause-load") / 100);
      String of = jdk + ", " + collector + ": ";
      sheet.row(of + "hits a second at most", most, "");
      measured(lab, node, log, sheet, of + "nothing but hits, ", perSecond, false);
      measured(lab, node, log, sheet, of, perSecond, true);
    }
  }

  private void measured(
      Lab lab, Lab.Node node, GcLog log, Sheet sheet, String of, int perSecond, boolean misses)
      throws Exception {
    int seconds = options.number("pause-seconds");
    int probes = options.number("pause-probes");
    int others = perSecond - probes;
    if (others < CONNECTIONS) {
      throw new IllegalStateException(
          perSecond + " hits/s are no more than the probes (mend: fewer --pause-probes)");
    }
    var next = new AtomicInteger((int) (System.nanoTime() & 0xFFFFF));
    try (var missers =
        misses
            ? new Visitors(
                node.http(),
                MISSERS,
                options.number("pause-misses"),
                random -> Site.pathOfMixed(PAGES + next.getAndIncrement() % URLS))
            : null) {
      if (missers != null) {
        evicting(node, missers);
      }
      load(lab, node, 2, others);
      // What has had to make room meanwhile.
      askForAll(node);
      long before = missers == null ? 0 : missers.answers();
      var beside = h2load(lab, node, seconds + 2, others);
      Thread.sleep(1000);
      double from = GcLog.age(node);
      var times = Probes.taken(node.http(), probes, seconds, paths);
      double to = GcLog.age(node);
      double rate = rate(lab, beside);
      if (times.misses() > MOST_MISSES * times.nanos().length) {
        throw new IllegalStateException(times.misses() + " misses (expected: hits)");
      }
      var pauses = log.pauses(from, to);
      String hits = String.format("%.0f hits/s", rate + probes);
      if (missers != null) {
        hits += String.format(", %.0f misses/s", (missers.answers() - before) / (to - from));
      }
      if (rate < 0.9 * others) {
        throw new IllegalStateException(
            String.format("%s (expected: %d; mend: a lower --pause-load)", hits, perSecond));
      }
      sheet.row(of + "p50 at " + hits, times.millis(0.5), "ms");
      sheet.row(of + "p99", times.millis(0.99), "ms");
      if (misses) {
        sheet.atMost(5, of + "p99.9", times.millis(0.999), "ms");
      } else {
        sheet.row(of + "p99.9", times.millis(0.999), "ms");
      }
      sheet.row(of + "longest of " + times.nanos().length, times.millis(1), "ms");
      double late =
          times.lateNanos().length == 0
              ? Double.NaN
              : Results.percentile(times.lateNanos(), 0.999) / 1e6;
      sheet.row(of + "timer late, p99.9", late, "ms");
      sheet.row(
          of + "pauses, in all " + Math.round(pauses.totalMillis()) + " ms", pauses.count(), "");
      sheet.row(of + "longest pause", pauses.longestMillis(), "ms");
    }
  }

  private void askForAll(Lab.Node node) throws Exception {
    try (Http data = node.data()) {
      for (String path : paths) {
        Site.check(path, data.get(path, Probes.host(node.http())), false);
      }
    }
  }

  /** Until the cache is full, so that old entries make garbage. */
  private static void evicting(Lab.Node node, Visitors missers) throws Exception {
    try (Http control = node.control();
        var faster =
            new Visitors(
                node.http(), 8, 0, random -> Site.pathOfMixed(URLS + random.nextInt(URLS)))) {
      Lab.await(
          120,
          250,
          () -> {
            missers.answers();
            faster.answers();
            return control.get("/cache/stats").number("evictions") > 1000;
          });
    }
  }

  /** Yields the hits a second. */
  private double load(Lab lab, Lab.Node node, int seconds, int perSecond) throws Exception {
    return rate(lab, h2load(lab, node, seconds, perSecond));
  }

  /**
   * @param perSecond 0 for as many as it can
   */
  private Process h2load(Lab lab, Lab.Node node, int seconds, int perSecond) throws Exception {
    Path uris = logs.resolve("uris.txt");
    String base = "http://127.0.0.1:" + node.http();
    Files.write(uris, Arrays.stream(paths).map(path -> base + path).toList());
    List<String> command =
        new ArrayList<>(List.of("timeout", "-k", "5", seconds + 30 + "", "h2load", "--h1", "-t1"));
    command.addAll(List.of("-c" + CONNECTIONS, "-D" + seconds, "-i", uris.toString()));
    if (perSecond > 0) {
      command.add("--rps=" + Math.max(1, perSecond / CONNECTIONS));
    }
    return lab.start("h2load", Gateways.OTHER_CPUS, command, List.of());
  }

  private static double rate(Lab lab, Process h2load) throws Exception {
    String said = new String(h2load.getInputStream().readAllBytes());
    h2load.waitFor();
    lab.forget(h2load);
    Matcher rate = RATE.matcher(said);
    if (!rate.find()
        || !said.contains(" 0 failed, 0 errored, 0 timeout")
        || !said.contains(" 0 3xx, 0 4xx, 0 5xx")) {
      throw new IOException("h2load: " + said);
    }
    return Double.parseDouble(rate.group(1));
  }
}
