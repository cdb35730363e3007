import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Time from the start of a process until it has answered its first request. */
final class StartPart implements Footprint.Part {
  private static final int HEAP_MIB = 512;

  private final FootprintOptions options;
  private final Gateways gateways;
  private final List<Jdk> jdks;
  private final Path logs;

  StartPart(FootprintOptions options, Gateways gateways, List<Jdk> jdks, Path logs) {
    this.options = options;
    this.gateways = gateways;
    this.jdks = jdks;
    this.logs = logs;
  }

  @Override
  public void measure(Sheet sheet) throws Exception {
    for (Jdk jdk : jdks) {
      try (var lab = gateways.lab(jdk);
          var origin = new Origin(Site::answer)) {
        several(sheet, jdk + ", without Redis", lab, "", origin);
        if (Tools.has("redis-server")) {
          try (var redis = lab.redis()) {
            several(sheet, jdk + ", with Redis", lab, redis.url(), origin);
          }
        } else {
          sheet.say("SKIPPED: with Redis, for want of redis-server");
        }
        Path archive = logs.resolve("start-" + jdk.version() + ".jsa").toAbsolutePath();
        Files.deleteIfExists(archive);
        once(lab, "", origin, "-XX:ArchiveClassesAtExit=" + archive);
        if (!Files.exists(archive)) {
          throw new IllegalStateException("no archive of classes was written, see start.log");
        }
        String use = "-XX:SharedArchiveFile=" + archive;
        several(sheet, jdk + ", without Redis, with an archive of classes", lab, "", origin, use);
      }
    }
  }

  private void several(
      Sheet sheet, String what, Lab lab, String redis, Origin origin, String... settings)
      throws Exception {
    // The first finds the jar out of the file system's cache.
    once(lab, redis, origin, settings);
    List<Double> millis = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    for (int i = 0; i < options.number("starts"); i++) {
      First first = once(lab, redis, origin, settings);
      millis.add(first.millis());
      cpu.add(first.cpuMillis());
    }
    String spread =
        String.format(
            " (%.0f to %.0f)",
            millis.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
            millis.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
    sheet.atMost(1500, what + spread, Results.median(millis), "ms");
    sheet.row(what + ", CPU until then", Results.median(cpu), "ms");
  }

  /** When the first answer was there, from the start of the process. */
  private record First(double millis, double cpuMillis) {}

  private First once(Lab lab, String redis, Origin origin, String... settings) throws Exception {
    String[] all = gateways.settings(HEAP_MIB, settings);
    var node = lab.node("start", HEAP_MIB, Gateways.ANY_CPU, redis, origin.url(), all);
    try (Http data = node.data()) {
      String path = Site.path(1024, 1);
      var answer = data.get(path);
      double millis = (System.nanoTime() - node.startedNanos()) / 1e6;
      double cpuMillis = node.cpuMicros() / 1e3;
      Site.check(path, answer, false);
      return new First(millis, cpuMillis);
    } finally {
      lab.stop(node);
    }
  }
}
