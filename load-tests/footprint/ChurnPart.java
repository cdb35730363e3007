/** Resident memory while bodies of all sizes come and go, for several shares of the heap. */
final class ChurnPart implements Footprint.Part {
  private static final int VISITORS = 16;

  /** A thousand times what the default cache holds. */
  private static final int URLS = 5_000_000;

  private static final double MOST_COLLECTING = 0.05;

  private final FootprintOptions options;
  private final Gateways gateways;
  private final Jdk jdk;

  ChurnPart(FootprintOptions options, Gateways gateways, Jdk jdk) {
    this.options = options;
    this.gateways = gateways;
    this.jdk = jdk;
  }

  @Override
  public void measure(Sheet sheet) throws Exception {
    for (String share : options.list("churn-shares")) {
      run(sheet, Integer.parseInt(share));
    }
  }

  /** Whether entries have been evicted; a machine that is busy takes longer to fill the cache. */
  private boolean evicts(Lab.Node node, int second) throws Exception {
    if (second > 4 * options.number("churn-seconds")) {
      throw new IllegalStateException("no evictions (mend: a longer --churn-seconds)");
    }
    try (Http control = node.control()) {
      return control.get("/cache/stats").number("evictions") > 0;
    }
  }

  private void run(Sheet sheet, int percent) throws Exception {
    int heapMib = options.number("churn-heap-mib");
    int directMib = options.number("churn-direct-mib");
    double budget = (heapMib + directMib) * 1024.0 * 1024;
    String name = "churn-" + percent;
    try (var lab = gateways.lab(jdk);
        var origin = new Origin(Site::answer)) {
      var log = new GcLog(options.path("out").resolve("logs/" + name + "-gc.log"));
      var settings =
          gateways.settings(
              heapMib,
              "-XX:MaxDirectMemorySize=" + directMib + "m",
              log.option(),
              "cache.l1.max-bytes=" + percent + "%");
      var node = lab.node(name, heapMib, Gateways.ANY_CPU, "", origin.url(), settings);
      double from = GcLog.age(node);
      long most = 0;
      long last = 0;
      long answers;
      int seconds = options.number("churn-seconds");
      // By Zipf's law as nearly as makes no difference here: each order of magnitude as often.
      try (var visitors =
          new Visitors(
              node.http(),
              VISITORS,
              0,
              random -> Site.pathOfMixed((int) Math.pow(URLS, random.nextDouble())))) {
        for (int second = 1; second <= seconds || !evicts(node, second); second++) {
          Thread.sleep(1000);
          last = Gateways.rss(node.process());
          most = Math.max(most, last);
          answers = visitors.answers();
          if (second % 15 == 0) {
            sheet.say(
                "%d %%, %d s: %d answers, %d MB resident",
                percent, second, answers, last / 1_000_000);
          }
        }
        answers = visitors.answers();
      }
      double collected = GcLog.age(node) - from;
      var pauses = log.pauses(from, from + collected);
      long evictions;
      long hits;
      try (Http control = node.control()) {
        var stats = control.get("/cache/stats");
        evictions = stats.number("evictions");
        hits = stats.number("totalHits");
      }
      String of = percent + " % of the heap: ";
      sheet.row(of + "answers, of which hits " + 100 * hits / answers + " %", answers, "");
      sheet.row(of + "evictions", evictions, "");
      sheet.row(of + "resident at the end", last / 1e6, "MB");
      sheet.row(of + "resident at most", most / 1e6, "MB");
      sheet.atMost(
          1.2,
          of + "÷ (" + heapMib + " MiB of heap + " + directMib + " direct)",
          most / budget,
          "");
      sheet.row(of + "÷ cache.l1.max-bytes", most / (heapMib * 10485.76 * percent), "");
      sheet.row(
          of + "collections (longest " + Math.round(pauses.longestMillis()) + " ms)",
          pauses.count(),
          "");
      sheet.atMost(0, of + "full collections", pauses.full(), "");
      sheet.atMost(
          100 * MOST_COLLECTING, of + "time in pauses", pauses.totalMillis() / 10 / collected, "%");
    }
  }
}
