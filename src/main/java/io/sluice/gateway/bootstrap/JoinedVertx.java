package io.sluice.gateway.bootstrap;

import io.sluice.gateway.adapter.cluster.BusTls;
import io.sluice.gateway.adapter.cluster.ClusterOptions;
import io.sluice.gateway.adapter.cluster.HazelcastCluster;
import io.sluice.gateway.config.ClusterConfig;
import io.sluice.gateway.config.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A node's Vert.x, on a cluster or alone.
 *
 * @param members the incarnations of all nodes, this one included
 */
record JoinedVertx(Vertx vertx, Supplier<List<String>> members) {

  static Future<JoinedVertx> join(
      GatewayConfig config,
      VertxOptions options,
      String incarnation,
      String clusterXml,
      Transport transport) {
    var cluster = config.cluster();
    if (!cluster.enabled()) {
      return Future.succeededFuture(
          new JoinedVertx(
              Vertx.builder().with(options).withTransport(transport).build(),
              () -> List.of(incarnation)));
    }
    var bus = cluster.bus();
    return HazelcastCluster.join(
            options,
            transport,
            new ClusterOptions(
                cluster.name(),
                cluster.host(),
                cluster.port(),
                cluster.members().stream().map(Objects::toString).toList(),
                bus.host(),
                bus.port(),
                bus.publicHost(),
                bus.publicPort(),
                busTls(cluster),
                incarnation),
            clusterXml)
        .map(joined -> new JoinedVertx(joined.vertx(), joined::members));
  }

  private static @Nullable BusTls busTls(ClusterConfig cluster) {
    var tls = cluster.tls();
    if (tls == null) {
      return null;
    }
    var files = tls.certificate().files();
    return new BusTls(files.certificate(), files.key(), tls.ca());
  }
}
