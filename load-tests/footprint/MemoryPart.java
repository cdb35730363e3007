import java.util.stream.IntStream;

/** Heap that an entry takes beyond its own bytes, and whether the gateway weighs it rightly. */
final class MemoryPart implements Footprint.Part {
  /** So many are there before the first histogram, so that all classes and tables are, too. */
  private static final int FIRST = 1000;

  private static final int CLASSES = 15;
  private static final int SAMPLES = 1000;

  private final FootprintOptions options;
  private final Gateways gateways;
  private final Jdk jdk;

  MemoryPart(FootprintOptions options, Gateways gateways, Jdk jdk) {
    this.options = options;
    this.gateways = gateways;
    this.jdk = jdk;
  }

  @Override
  public void measure(Sheet sheet) throws Exception {
    int entries = options.number("entries");
    int bytes = options.number("entry-bytes");
    int heapMib = options.number("memory-heap-mib");
    try (var lab = gateways.lab(jdk);
        var origin = new Origin(Site::answer)) {
      var settings = gateways.settings(heapMib, "cache.l1.max-bytes=75%");
      var node = lab.node("memory", heapMib, Gateways.ANY_CPU, "", origin.url(), settings);
      Traffic.fill(node.http(), FIRST, i -> Site.path(bytes, i), sheet.results());
      var before = ClassHistogram.of(node.process());
      long weightBefore = weighed(node, FIRST);
      Traffic.fill(node.http(), entries, i -> Site.path(bytes, FIRST + i), sheet.results());
      var after = ClassHistogram.of(node.process());
      double weight = (double) (weighed(node, FIRST + entries) - weightBefore) / entries;
      try (Http data = node.data()) {
        for (int i = 0; i < SAMPLES; i++) {
          String path = Site.path(bytes, FIRST + (int) ((long) i * entries / SAMPLES));
          Site.check(path, data.get(path), true);
        }
      }
      double raw =
          IntStream.range(FIRST, FIRST + entries)
              .mapToLong(i -> Site.rawBytes(bytes, i))
              .average()
              .orElseThrow();
      double heap = (double) (after.bytes() - before.bytes()) / entries;
      sheet.row("heap of an entry, " + jdk, heap, "bytes");
      sheet.row("its key, fields and body", raw, "bytes");
      sheet.atMost(500, "beyond them", heap - raw, "bytes");
      sheet.row("an entry as the gateway weighs it", weight, "bytes");
      boolean honest = weight >= 0.95 * heap && weight <= 1.1 * heap;
      String aim = Results.aim("0.95 to 1.1", honest);
      sheet.row("weight ÷ heap", weight / heap, "", aim);
      sheet.row(
          "resident memory, heap of " + heapMib + " MiB", Gateways.rss(node.process()) / 1e6, "MB");
      sheet.append(after.since(before, entries, CLASSES));
    }
  }

  private static long weighed(Lab.Node node, int entries) throws Exception {
    try (Http control = node.control()) {
      var stats = control.get("/cache/stats");
      if (stats.number("size") != entries || stats.number("evictions") > 0) {
        throw new IllegalStateException(
            "not all in memory (mend: a larger --memory-heap-mib): " + stats.body());
      }
      return stats.number("bytes");
    }
  }
}
