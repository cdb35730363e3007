package io.sluice.gateway.testing;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Gateways as separate processes that form a cluster on the loopback interface. */
public final class GatewayCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final String name;
  private final List<Integer> ports;
  private final List<GatewayProcess> nodes;

  private GatewayCluster(String name, List<Integer> ports, List<GatewayProcess> nodes) {
    this.name = name;
    this.ports = ports;
    this.nodes = nodes;
  }

  /**
   * Starts nodes, and returns when all of them hold leases and know each other.
   *
   * @param configure what all nodes have in common
   */
  public static GatewayCluster started(int size, Consumer<GatewayProcess> configure) {
    // A name of its own keeps clusters of tests that run beside this one apart.
    String name = "test-" + UUID.randomUUID();
    var ports = IntStream.range(0, size).map(i -> FreePort.find()).boxed().toList();
    String members = members(ports);
    var nodes =
        IntStream.range(0, size)
            .mapToObj(i -> configured("node-" + (i + 1), name, ports.get(i), members))
            .toList();
    nodes.forEach(configure);
    var cluster = new GatewayCluster(name, ports, nodes);
    try {
      // The first alone: of nodes that start at once, each may found a cluster, and merging takes
      // seconds.
      nodes.get(0).start();
      nodes.stream().skip(1).forEach(GatewayProcess::launch);
      nodes.forEach(GatewayProcess::awaitReady);
      cluster.awaitComplete();
      return cluster;
    } catch (RuntimeException | AssertionError e) {
      cluster.close();
      throw e;
    }
  }

  private static GatewayProcess configured(String id, String name, int port, String members) {
    return GatewayProcess.configured()
        .environment("SLUICE_NODE_ID", id)
        .environment("SLUICE_CLUSTER_ENABLED", "true")
        .environment("SLUICE_CLUSTER_NAME", name)
        .environment("SLUICE_CLUSTER_PORT", String.valueOf(port))
        .environment("SLUICE_CLUSTER_MEMBERS", members);
  }

  /** One more that would join; the caller starts and closes it. */
  public GatewayProcess another(String id) {
    return configured(id, name, FreePort.find(), members(ports));
  }

  public String name() {
    return name;
  }

  /** The ports of the membership. */
  public List<Integer> ports() {
    return ports;
  }

  /** As {@code cluster.members} lists them. */
  public String members() {
    return members(ports);
  }

  private static String members(List<Integer> ports) {
    return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
  }

  /** Returns when every node holds a lease and the bus connects them all. */
  public void awaitComplete() {
    for (var node : nodes) {
      node.awaitLease();
      Until.met(
          PATIENCE,
          () -> node.shown("/cluster").getJsonArray("members").size() == nodes.size(),
          () -> node.shown("/cluster").encodePrettily() + node.output());
    }
  }

  public List<GatewayProcess> nodes() {
    return nodes;
  }

  public GatewayProcess node(int index) {
    return nodes.get(index);
  }

  /** The incarnations that run now. */
  public List<String> names() {
    return nodes.stream().map(GatewayProcess::node).toList();
  }

  @Override
  public void close() {
    nodes.forEach(GatewayProcess::close);
  }
}
