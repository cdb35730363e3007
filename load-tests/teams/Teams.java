import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts what a simulation needs, runs it, and ends what it has started; README.md says more. */
public final class Teams {
  static final Path WORK = Path.of("target", "teams");
  static final int HEAP_MIB = 256;
  static final int[] ANY_CPU = {};

  /** Many young JVMs on few processors: most of their time would go to their compilers. */
  private static final List<String> LIGHT =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "vertx.event-loops=1");

  private final TeamsOptions options;

  private Teams(TeamsOptions options) {
    this.options = options;
  }

  public static void main(String[] args) throws Exception {
    if (args.length == 1 && args[0].equals("--help")) {
      System.out.println(TeamsOptions.usage());
      return;
    }
    TeamsOptions options;
    try {
      options = new TeamsOptions(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(TeamsOptions.usage());
      System.exit(2);
      return;
    }
    Files.createDirectories(WORK);
    var teams = new Teams(options);
    boolean all = true;
    for (String scenario : options.scenarios()) {
      System.out.println("--- " + scenario);
      all &=
          switch (scenario) {
            case "orders" -> teams.orders();
            case "content-site" -> teams.contentSite();
            case "purge-storm" ->
                teams.onCluster("PurgeStormSimulation", products(24 * 60, 24 * 60));
            case "outage" ->
                teams.onCluster(
                    "OutageSimulation",
                    products(2, 24 * 60).replace("}]", ", stale-if-error: 5m}]"));
            case "cold-start" -> teams.onCluster("ColdStartSimulation", products(24 * 60, 24 * 60));
            case "mixed" -> teams.onCluster("MixedSimulation", products(24 * 60, 24 * 60));
            case "rolling-restart" -> teams.rollingRestart();
            default -> throw new IllegalArgumentException(scenario);
          };
    }
    System.exit(all ? 0 : 1);
  }

  /** Two arrangements of as many gateways: each with a cache of its own, and sharing one. */
  private boolean orders() throws Exception {
    int instances = options.number("instances");
    int daySeconds = options.number("day-seconds");
    try (var lab = new Lab(WORK);
        var redis = lab.redis();
        var origin = new TeamsOrigin(options.number("origin-millis"));
        var originAlone = new TeamsOrigin(options.number("origin-millis"))) {
      var shared = cluster(lab, redis, origin, products(24 * 60, daySeconds));
      String alone = products(options.number("per-instance-minutes"), daySeconds);
      List<Lab.Node> perInstance =
          Traffic.together(
              instances,
              i ->
                  lab.node(
                      "alone-" + (i + 1), HEAP_MIB, ANY_CPU, "", originAlone.url(), light(alone)));
      warmUp(shared);
      warmUp(perInstance);
      return simulate(
          "OrdersSimulation",
          "baseUrls=" + urls(shared, false),
          "adminUrls=" + urls(shared, true),
          "origin=" + origin.url(),
          "perInstance.baseUrls=" + urls(perInstance, false),
          "perInstance.adminUrls=" + urls(perInstance, true),
          "perInstance.origin=" + originAlone.url(),
          "daySeconds=" + daySeconds);
    }
  }

  /** The lifetime of products, in minutes of a day that takes so many seconds. */
  private static String products(int minutes, int daySeconds) {
    return "rules=[{name: product, match: {path: '/products/{id}', methods: [GET]}, ttl: "
        + minutes * 1_000L * daySeconds / (24 * 60)
        + "ms, override: true}]";
  }

  /** The example's own rules, with lifetimes as of hours that take so many seconds. */
  private boolean contentSite() throws Exception {
    int hourSeconds = options.number("hour-seconds");
    String conf = Files.readString(Path.of("conf", "examples", "content-site.yaml"));
    Matcher lifetime = Pattern.compile("(?m)^(    ttl: )([0-9]+)([mh])$").matcher(conf);
    if (!lifetime.find()) {
      throw new IllegalStateException("no lifetime in the example: has its form changed?");
    }
    Path scaled =
        Files.writeString(
            WORK.resolve("content-site.yaml"),
            lifetime.replaceAll(
                ttl -> {
                  long minutes = Long.parseLong(ttl.group(2)) * (ttl.group(3).equals("h") ? 60 : 1);
                  return ttl.group(1) + minutes * 1_000 * hourSeconds / 60 + "ms";
                }));
    return onCluster("ContentSiteSimulation", "--conf=" + scaled);
  }

  /** One cluster with these settings and its origin. */
  private boolean onCluster(String simulation, String... settings) throws Exception {
    try (var lab = new Lab(WORK);
        var redis = lab.redis();
        var origin = new TeamsOrigin(options.number("origin-millis"))) {
      var nodes = cluster(lab, redis, origin, settings);
      warmUp(nodes);
      return simulate(
          simulation,
          "baseUrls=" + urls(nodes, false),
          "adminUrls=" + urls(nodes, true),
          "origin=" + origin.url());
    }
  }

  /** One gateway after the other is restarted while the simulation reads through all. */
  private boolean rollingRestart() throws Exception {
    try (var lab = new Lab(WORK);
        var redis = lab.redis();
        var origin = new TeamsOrigin(options.number("origin-millis"))) {
      var settings = light(products(24 * 60, 24 * 60));
      var cluster =
          new RollingCluster(lab, options.number("instances"), redis.url(), origin.url(), settings);
      warmUp(cluster.nodes());
      Process simulation =
          start(
              "RollingRestartSimulation",
              "baseUrls=" + urls(cluster.nodes(), false),
              "adminUrls=" + urls(cluster.nodes(), true));
      try {
        Lab.await(300, 200, () -> origin.reached() > 0 || !simulation.isAlive());
        cluster.restartEach();
      } finally {
        simulation.waitFor();
      }
      return simulation.exitValue() == 0;
    }
  }

  private List<Lab.Node> cluster(Lab lab, Redis redis, TeamsOrigin origin, String... settings)
      throws Exception {
    int[][] anyCpus = new int[options.number("instances")][];
    Arrays.fill(anyCpus, ANY_CPU);
    return lab.cluster("shared-", HEAP_MIB, anyCpus, redis.url(), origin.url(), light(settings));
  }

  private static String[] light(String... settings) {
    return Stream.concat(LIGHT.stream(), Stream.of(settings)).toArray(String[]::new);
  }

  /** The first requests of a young JVM are slow, and none of a day's orders. */
  private void warmUp(List<Lab.Node> nodes) throws Exception {
    Traffic.together(
        nodes.size(),
        i -> {
          try (Http data = nodes.get(i).data()) {
            for (int n = 0; n < options.number("warm-up"); n++) {
              data.get("/warm-up?" + n % 50 * (i + 1));
            }
          }
          return nodes.get(i);
        });
  }

  private static String urls(List<Lab.Node> nodes, boolean admin) {
    return nodes.stream()
        .map(node -> "http://127.0.0.1:" + (admin ? node.admin() : node.http()))
        .collect(Collectors.joining(","));
  }

  /** Runs it to its end; whether all that was asked was measured. */
  private boolean simulate(String simulation, String... properties) throws Exception {
    return start(simulation, properties).waitFor() == 0;
  }

  private Process start(String simulation, String... properties) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("./mvnw", "-B", "-ntp", "-q", "-f", "load-tests/pom.xml"));
    command.addAll(options.maven());
    command.add("gatling:test");
    command.add("-Dgatling.simulationClass=io.sluice.loadtests." + simulation);
    for (String property : properties) {
      command.add("-D" + property);
    }
    return new ProcessBuilder(command).inheritIO().start();
  }
}
