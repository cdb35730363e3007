package io.sluice.gateway.bootstrap.consistency;

import io.sluice.gateway.testing.FreePort;
import io.sluice.gateway.testing.GatewayCluster;
import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.TcpProxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gateway processes with the checker's origin behind them, on ports that they keep when they are
 * started again; each reaches Redis, and is reached over the bus, through a network of its own.
 */
final class CheckedCluster implements AutoCloseable {
  private final int originPort = FreePort.find();
  private final List<TcpProxy> buses = new ArrayList<>();
  private final List<URI> gateways = new ArrayList<>();
  private final List<URI> admins = new ArrayList<>();
  private final GatewayCluster cluster;

  /**
   * @param redisUrls what leads each node to Redis
   * @param more settings of all nodes
   */
  CheckedCluster(List<String> redisUrls, Duration lease, Consumer<GatewayProcess> more) {
    cluster =
        GatewayCluster.started(
            redisUrls.size(),
            node -> {
              configure(node, redisUrls.get(gateways.size()), lease);
              more.accept(node);
            });
  }

  private void configure(GatewayProcess node, String redisUrl, Duration lease) {
    int http = FreePort.find();
    int admin = FreePort.find();
    int bus = FreePort.find();
    var network = TcpProxy.to(bus);
    buses.add(network);
    gateways.add(URI.create("http://127.0.0.1:" + http));
    admins.add(URI.create("http://127.0.0.1:" + admin));
    node.environment("SLUICE_ORIGIN", "http://127.0.0.1:" + originPort)
        .environment("SLUICE_HTTP_PORT", String.valueOf(http))
        .environment("SLUICE_ADMIN_PORT", String.valueOf(admin))
        .environment("REDIS_URL", redisUrl)
        .environment("SLUICE_BUS_PORT", String.valueOf(bus))
        .environment("SLUICE_BUS_PUBLIC_PORT", String.valueOf(network.port()))
        .set("invalidation.lease", lease.toMillis() + "ms")
        .set("invalidation.heartbeat", lease.toMillis() / 10 + "ms")
        .set("shutdown.delay", "0s")
        .set("shutdown.grace", "1s");
  }

  CheckOptions options(long seed) {
    return new CheckOptions(
        gateways, admins, "", "shop.test", "127.0.0.1", originPort, 60, 8, 3, seed);
  }

  List<GatewayProcess> nodes() {
    return cluster.nodes();
  }

  /** What leads to the event bus of each node. */
  List<TcpProxy> buses() {
    return buses;
  }

  @Override
  public void close() {
    cluster.close();
    buses.forEach(TcpProxy::close);
  }
}
