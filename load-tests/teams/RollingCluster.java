import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Gateways that keep their ports when they are restarted, one after the other. */
final class RollingCluster {
  /** So that a balancer has surely seen that a gateway is back before the next one goes. */
  private static final int PAUSE_MILLIS = 2_000;

  private final Lab lab;
  private final int[] ports;
  private final String redis;
  private final String origin;
  private final String[] settings;
  private final List<Lab.Node> nodes;

  /** Starts them, and waits until they know each other. */
  RollingCluster(Lab lab, int instances, String redis, String origin, String[] settings)
      throws Exception {
    this.lab = lab;
    this.redis = redis;
    this.origin = origin;
    this.settings = settings;
    ports = Lab.freePorts(3 * instances);
    nodes = new ArrayList<>(Traffic.together(instances, this::start));
    Lab.awaitComplete(nodes);
  }

  List<Lab.Node> nodes() {
    return List.copyOf(nodes);
  }

  /**
   * Each gets SIGTERM, has to end with status 0, and is started anew before the next one's turn.
   */
  void restartEach() throws Exception {
    for (int number = 0; number < nodes.size(); number++) {
      Thread.sleep(PAUSE_MILLIS);
      Process process = nodes.get(number).process();
      long began = System.nanoTime();
      lab.stop(nodes.get(number));
      if (process.exitValue() != 0) {
        throw new IOException(
            name(number) + ": status " + process.exitValue() + " after SIGTERM (expected: 0)");
      }
      long ended = System.nanoTime();
      nodes.set(number, start(number));
      Lab.awaitComplete(nodes);
      System.out.printf(
          "%s: ended after %d ms, back after %d ms%n",
          name(number), (ended - began) / 1_000_000, (System.nanoTime() - ended) / 1_000_000);
    }
  }

  private Lab.Node start(int number) throws Exception {
    int instances = ports.length / 3;
    var own = new ArrayList<>(Arrays.asList(settings));
    own.add("http.port=" + ports[instances + number]);
    own.add("admin.port=" + ports[2 * instances + number]);
    int[] members = Arrays.copyOf(ports, instances);
    return lab.node(
            name(number),
            Teams.HEAP_MIB,
            Teams.ANY_CPU,
            redis,
            origin,
            Lab.member(members, number, own.toArray(new String[0])))
        .trusted();
  }

  private static String name(int number) {
    return "rolling-" + (number + 1);
  }
}
