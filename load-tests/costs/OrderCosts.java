import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What an order costs whoever waits for it. */
final class OrderCosts {
  private static final int HEAP_MIB = 512;

  private static final int[] ANY_CPU = {};

  private final Options options;
  private final Results results;

  OrderCosts(Options options, Results results) {
    this.options = options;
    this.results = results;
  }

  /** A tag that one entry carries against a tag that all carry. */
  void purge() throws Exception {
    int entries = options.size("entries");
    int orders = options.size("orders");
    int seconds = options.size("watch-seconds");
    try (var lab = new Lab();
        var redis = lab.redis();
        var origin = new Origin()) {
      var node =
          lab.node(
                  "purge",
                  options.size("heap-mib"),
                  ANY_CPU,
                  redis.url(),
                  origin.url(),
                  "cache.l1.max-bytes=75%")
              .trusted();
      Traffic.fill(node.http(), entries, i -> "/86400/many/" + i, results);
      Traffic.fill(node.http(), orders, i -> "/86400/cluster-" + i + "+commit-" + i + "/", results);
      Traffic.fill(node.http(), 1, i -> "/86400/bystander/", results);
      try (Http control = node.control()) {
        var stats = control.get("/cache/stats");
        if (stats.number("evictions") > 0) {
          throw new IllegalStateException(
              "not all in memory (mend: a larger --heap-mib): " + stats);
        }
        double each = (double) stats.number("bytes") / stats.number("size");
        results.one("purge", "memory as weighed, an entry", each, "bytes", "");
      }
      Traffic.warm(node, options.size("warm-up"));
      results.times(
          "purge", "other hits before", Traffic.hits(node, "/86400/bystander/", seconds), "");

      var during = async(() -> Traffic.hits(node, "/86400/bystander/", seconds));
      try (Http control = node.control()) {
        double first = Traffic.timed(control, "cluster", "many") / 1e6;
        results.one("purge", "first purge of " + entries + " entries", first, "ms", "");
      }
      results.times("purge", "other hits from the purge on", during.get(), "");
      for (String wait : List.of("cluster", "commit")) {
        long[] one = new long[orders];
        long[] many = new long[orders];
        try (Http control = node.control()) {
          for (int i = 0; i < orders; i++) {
            one[i] = Traffic.timed(control, wait, wait + "-" + i);
            many[i] = Traffic.timed(control, wait, "many");
          }
        }
        double ratio = Results.percentile(many, 0.5) / Results.percentile(one, 0.5);
        results.times("purge", "wait=" + wait + ", tag of 1 entry", one, "");
        results.times("purge", "wait=" + wait + ", tag of " + entries, many, "");
        results.one(
            "purge", "wait=" + wait + ", ratio", ratio, "", Results.aim("<= 2", ratio <= 2));
      }
    }
  }

  /** {@code wait=cluster} on three nodes, idle and beside hits at full rate; orders a second. */
  void orders() throws Exception {
    int orders = options.size("orders");
    try (var lab = new Lab();
        var redis = lab.redis();
        var origin = new Origin()) {
      int[][] cpus = {ANY_CPU, ANY_CPU, ANY_CPU};
      var nodes = lab.cluster("node-", HEAP_MIB, cpus, redis.url(), origin.url());
      results.progress("three nodes are one cluster");
      var first = nodes.get(0);
      Traffic.warm(first, options.size("warm-up"));
      long[] idle = Traffic.orders(first, orders, "cluster", i -> "idle:" + i);
      boolean met = Results.percentile(idle, 0.5) < 5e6 && Results.percentile(idle, 0.99) < 25e6;
      String aim = Results.aim("p50 < 5, p99 < 25", met);
      results.times("orders", "wait=cluster, 3 nodes, idle", idle, aim);

      String path = "/86400/hit/";
      List<Process> loads = new ArrayList<>();
      for (Lab.Node node : nodes) {
        Traffic.fill(node.http(), 1, i -> path, results);
        loads.add(lab.wrk(node.http(), path, 3600));
      }
      Thread.sleep(2000); // until the load is at its full rate
      long[] loaded = Traffic.orders(first, orders, "cluster", i -> "loaded:" + i);
      double hits = 0;
      for (Process load : loads) {
        Lab.interrupt(load);
        hits += lab.ended(load).perSecond();
      }
      results.times("orders", "wait=cluster, 3 nodes, beside hits", loaded, "");
      results.one("orders", "these hits, all nodes", hits, "1/s", "");
      flood(first, 3);
    }
    try (var lab = new Lab();
        var redis = lab.redis();
        var origin = new Origin()) {
      flood(lab.node("alone", HEAP_MIB, ANY_CPU, redis.url(), origin.url()).trusted(), 1);
    }
  }

  private void flood(Lab.Node node, int nodes) throws Exception {
    int connections = options.size("rate-connections");
    int seconds = options.size("rate-seconds");
    Traffic.flood(node, connections, Math.max(1, seconds / 2));
    long before = node.cpuMicros();
    double rate = Traffic.flood(node, connections, seconds);
    double each = (node.cpuMicros() - before) / (rate * seconds);
    String where = " on one node of " + nodes + ", " + connections + " connections";
    results.one("orders", "orders a second" + where, rate, "1/s", "");
    results.one("orders", "CPU of that node for each of them", each, "us", "");
  }

  private static <T> CompletableFuture<T> async(Callable<T> work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.call();
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        });
  }
}
