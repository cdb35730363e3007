import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What tags cost in memory and at a start, and entries in Redis. */
final class SpaceCosts {
  private static final int HEAP_MIB = 1024;
  private static final int[] ANY_CPU = {};

  private final Options options;
  private final Results results;

  SpaceCosts(Options options, Results results) {
    this.options = options;
    this.results = results;
  }

  /** Heap of a tag, and how long a node needs that joins a long log. */
  void table() throws Exception {
    int tags = options.size("tags");
    try (var lab = new Lab();
        var redis = lab.redis();
        var origin = new Origin()) {
      String room = "invalidation.max-tracked-tags=" + Math.max(1000, tags);
      var writer = lab.node("writer", HEAP_MIB, ANY_CPU, redis.url(), origin.url(), room).trusted();
      long emptyHeap = joined(lab, "joins-empty", redis, origin, room);
      long emptyRedis = redis.usedMemory();
      double seconds = Traffic.fillLog(writer, tags);
      results.one("table", "filling the log, 10000 tags an order", tags / seconds, "tags/s", "");
      double each = (double) (redis.usedMemory() - emptyRedis) / tags;
      results.one("table", "Redis for a tag in the log", each, "bytes", "");
      long fullHeap = joined(lab, "joins-full", redis, origin, room);
      if (emptyHeap > 0) {
        double heap = (double) (fullHeap - emptyHeap) / tags;
        results.one("table", "heap for a tag, by class histogram", heap, "bytes", "");
      }
    }
  }

  /** Starts a node, says how long it took, and yields its live heap; 0 without jcmd. */
  private long joined(Lab lab, String name, Redis redis, Origin origin, String room)
      throws Exception {
    var node = lab.node(name, HEAP_MIB, ANY_CPU, redis.url(), origin.url(), room);
    Http.Answer[] last = new Http.Answer[1];
    try (Http control = node.control()) {
      Lab.await(
          300,
          2,
          () -> {
            last[0] = control.get("/cluster");
            return last[0].body().contains("\"trusted\":true");
          });
      long now = System.nanoTime();
      long tags = last[0].number("trackedTags");
      String what = "join with " + tags + " tags in the log, from ";
      results.one("table", what + "process start", (now - node.startedNanos()) / 1e6, "ms", "");
      results.one("table", what + "start-up line", (now - node.readyNanos()) / 1e6, "ms", "");
      if (tags > 1) {
        double each = (double) last[0].number("trackedBytes") / tags;
        results.one("table", "heap for a tag, as the node says", each, "bytes", "");
      }
    }
    long heap = liveHeap(node);
    lab.stop(node);
    return heap;
  }

  private long liveHeap(Lab.Node node) throws Exception {
    try {
      var jcmd =
          new ProcessBuilder("jcmd", node.process().pid() + "", "GC.class_histogram").start();
      String said = new String(jcmd.getInputStream().readAllBytes());
      Matcher total = Pattern.compile("(?m)^Total +[0-9]+ +([0-9]+)").matcher(said);
      return total.find() ? Long.parseLong(total.group(1)) : 0;
    } catch (java.io.IOException absent) {
      results.progress("SKIPPED: heap by class histogram, as there is no jcmd");
      return 0;
    }
  }

  /** Redis before, with, and after entries of a short lifetime. */
  void redis() throws Exception {
    int entries = options.size("redis-entries");
    int maxAge = options.size("redis-max-age");
    try (var lab = new Lab();
        var redis = lab.redis();
        var origin = new Origin()) {
      var node = lab.node("expiry", HEAP_MIB, ANY_CPU, redis.url(), origin.url()).trusted();
      Traffic.warm(node, 1);
      long baseKeys = redis.keys();
      Traffic.fill(node.http(), 1, i -> "/1/first/", results);
      Lab.await(30, 100, () -> redis.keys() <= baseKeys);
      long base = redis.usedMemory();
      results.one("redis", "before, " + baseKeys + " keys", base / 1e6, "MB", "");
      Traffic.fill(
          node.http(),
          entries,
          i -> "/" + maxAge + "/product-" + i + "+list-" + i % 1000 + "/",
          results);
      long filled = System.nanoTime();
      long peak = redis.usedMemory();
      long keys = redis.keys();
      results.one("redis", "filled, " + keys + " keys", peak / 1e6, "MB", "");
      results.one("redis", "an entry with 2 tags", (double) (peak - base) / entries, "bytes", "");
      Lab.await(maxAge + 120, 100, () -> redis.keys() <= baseKeys);
      double seconds = (System.nanoTime() - filled) / 1e9;
      results.one(
          "redis", "last write of " + maxAge + " s until all keys are gone", seconds, "s", "");
      Thread.sleep(2000);
      double after = redis.usedMemory();
      boolean met = after - base < 0.02 * (peak - base) + 500_000;
      results.one("redis", "after", after / 1e6, "MB", Results.aim("as before", met));
    }
  }
}
