import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Measures what the gateway takes beside CPU, part by part; README.md says how to read it. */
public final class Footprint {
  private final FootprintOptions options;
  private final List<Jdk> jdks;
  private final Path logs;

  private Footprint(FootprintOptions options, List<Jdk> jdks, Path logs) {
    this.options = options;
    this.jdks = jdks;
    this.logs = logs;
  }

  /** What a part fills. */
  interface Part {
    void measure(Sheet sheet) throws Exception;
  }

  public static void main(String[] args) throws Exception {
    if (args.length == 1 && args[0].equals("--help")) {
      System.out.println(FootprintOptions.usage());
      return;
    }
    Path root = Path.of(System.getProperty("footprint.root"));
    FootprintOptions options;
    List<Jdk> jdks;
    try {
      options = new FootprintOptions(root, args);
      jdks = Jdk.wanted(options.list("java"));
      Machine.canMeasure(options.path("jar"));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(FootprintOptions.usage());
      System.exit(2);
      return;
    }
    Path logs = Files.createDirectories(options.path("out").resolve("logs"));
    System.exit(new Footprint(options, jdks, logs).run() ? 0 : 1);
  }

  private boolean run() throws Exception {
    String before = Machine.load();
    System.err.println("java: " + jdks + "; load " + before);
    var gateways = new Gateways(options, logs);
    boolean all = true;
    for (String name : options.list("parts")) {
      var sheet = new Sheet(name);
      try {
        part(name, gateways).measure(sheet);
      } catch (Exception e) {
        // One that breaks does not keep the others from being measured.
        sheet.say("FAILED: %s", e);
        all = false;
      }
      sheet.write(options.path("out"));
    }
    System.out.println(Machine.described(options.path("jar")).stripTrailing());
    System.out.println("- measured on: " + jdks);
    System.out.println("- load of 1, 5 and 15 minutes: " + before + " before, " + Machine.load());
    return all;
  }

  private Part part(String name, Gateways gateways) {
    Jdk oldest = jdks.get(0);
    return switch (name) {
      case "memory" -> new MemoryPart(options, gateways, oldest);
      case "churn" -> new ChurnPart(options, gateways, oldest);
      case "pauses" -> new PausesPart(options, gateways, jdks, logs);
      case "start" -> new StartPart(options, gateways, jdks, logs);
      case "scaling" -> new ScalingPart(options, gateways, oldest, logs);
      default -> throw new IllegalArgumentException(name);
    };
  }
}
