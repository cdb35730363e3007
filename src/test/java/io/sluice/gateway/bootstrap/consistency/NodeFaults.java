package io.sluice.gateway.bootstrap.consistency;

import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** What happens to nodes, and to what connects one of them to the others and to Redis. */
final class NodeFaults {
  private final List<GatewayProcess> nodes;
  private final List<TcpProxy> buses;
  private final List<TcpProxy> redisLinks;
  private final long leaseMillis;
  private final FaultLog log;

  /**
   * @param buses what leads to the event bus of each node
   * @param redisLinks what leads each node to Redis
   */
  NodeFaults(
      List<GatewayProcess> nodes,
      List<TcpProxy> buses,
      List<TcpProxy> redisLinks,
      Duration lease,
      FaultLog log) {
    this.nodes = nodes;
    this.buses = buses;
    this.redisLinks = redisLinks;
    this.leaseMillis = lease.toMillis();
    this.log = log;
  }

  List<FaultLane.Choice> choices() {
    return List.of(
        new FaultLane.Choice("kill -9", 2, this::kill),
        new FaultLane.Choice("SIGTERM", 1, this::terminate),
        new FaultLane.Choice("SIGSTOP", 6, this::freeze),
        new FaultLane.Choice("bus cut", 3, random -> cut("bus", buses, random)),
        new FaultLane.Choice("bus stall", 2, random -> stall("bus", buses, random)),
        new FaultLane.Choice("link cut", 2, random -> cut("link to Redis", redisLinks, random)),
        new FaultLane.Choice(
            "link stall", 4, random -> stall("link to Redis", redisLinks, random)));
  }

  private void kill(RandomGenerator random) {
    int node = any(random);
    log.add(name(node) + " killed");
    nodes.get(node).kill();
    startAgain(node, random);
  }

  private void terminate(RandomGenerator random) {
    int node = any(random);
    log.add(name(node) + " terminated");
    nodes.get(node).terminate();
    startAgain(node, random);
  }

  private void startAgain(int node, RandomGenerator random) {
    FaultLane.last(random.nextLong(2 * leaseMillis));
    nodes.get(node).start();
    log.add(name(node) + " started");
  }

  /** A little shorter than a lease, a little longer, and much longer. */
  private void freeze(RandomGenerator random) {
    int node = any(random);
    long millis = leaseMillis * List.of(9, 11, 30).get(random.nextInt(3)) / 10;
    log.add(name(node) + " stopped for " + millis + " ms");
    nodes.get(node).freeze();
    FaultLane.last(millis);
    nodes.get(node).thaw();
    log.add(name(node) + " goes on");
  }

  private void cut(String what, List<TcpProxy> networks, RandomGenerator random) {
    int node = any(random);
    long millis = duration(random);
    log.add(what + " of " + name(node) + " cut for " + millis + " ms");
    networks.get(node).cut();
    FaultLane.last(millis);
    networks.get(node).mend();
    log.add(what + " of " + name(node) + " mended");
  }

  /** What was sent meanwhile arrives late. */
  private void stall(String what, List<TcpProxy> networks, RandomGenerator random) {
    int node = any(random);
    long millis = duration(random);
    log.add(what + " of " + name(node) + " stands still for " + millis + " ms");
    networks.get(node).stall();
    FaultLane.last(millis);
    networks.get(node).mend();
    log.add(what + " of " + name(node) + " carries again");
  }

  private long duration(RandomGenerator random) {
    return random.nextLong(leaseMillis / 4, 3 * leaseMillis);
  }

  private int any(RandomGenerator random) {
    return random.nextInt(nodes.size());
  }

  private static String name(int node) {
    return "node-" + (node + 1);
  }
}
