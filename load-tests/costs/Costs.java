import java.nio.file.Files;
import java.nio.file.Path;

/** Measures what invalidation costs, and prints a table; README.md says what each figure means. */
public final class Costs {
  private Costs() {}

  private interface Measure {
    void run() throws Exception;
  }

  public static void main(String[] args) throws Exception {
    if (args.length == 1 && args[0].equals("--help")) {
      System.out.println(Options.usage());
      return;
    }
    Options options;
    try {
      options = new Options(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(Options.usage());
      System.exit(2);
      return;
    }
    Path csv = Path.of("target", "costs.csv");
    Files.createDirectories(Lab.WORK);
    var results = new Results();
    results.progress("%s", options);
    var orders = new OrderCosts(options, results);
    var space = new SpaceCosts(options, results);
    boolean all = measure(options, results, "purge", orders::purge);
    all &= measure(options, results, "orders", orders::orders);
    if (Runtime.getRuntime().availableProcessors() < 2) {
      results.progress("SKIPPED: hits, which needs two processors");
    } else {
      all &= measure(options, results, "hits", new HitCosts(options, results)::run);
    }
    all &= measure(options, results, "table", space::table);
    all &= measure(options, results, "redis", space::redis);
    results.write(csv);
    results.progress("written to %s; logs are in %s", csv, Lab.WORK);
    System.exit(all ? 0 : 1);
  }

  /** One that breaks does not keep the others from being measured. */
  private static boolean measure(Options options, Results results, String name, Measure measure) {
    if (!options.measures(name)) {
      return true;
    }
    results.progress("--- %s", name);
    try {
      measure.run();
      return true;
    } catch (Exception e) {
      results.progress("FAILED: %s: %s", name, e);
      return false;
    }
  }
}
