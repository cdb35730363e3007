package io.sluice.gateway.adapter.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.XmlConfigBuilder;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.transport.Transport;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A clustered Vert.x, and who its members are.
 *
 * <p>Each member carries its incarnation as a Hazelcast attribute, so that the list of members and
 * their bus addresses can never disagree.
 */
public final class HazelcastCluster {
  private static final String INCARNATION = "sluice.incarnation";

  private static final Logger LOG = LoggerFactory.getLogger(HazelcastCluster.class);

  private final Vertx vertx;
  private final HazelcastInstance hazelcast;

  private HazelcastCluster(Vertx vertx, HazelcastInstance hazelcast) {
    this.vertx = vertx;
    this.hazelcast = hazelcast;
  }

  /**
   * Joins.
   *
   * @param xml the text of {@code cluster.xml}
   */
  public static Future<HazelcastCluster> join(
      VertxOptions vertxOptions, Transport transport, ClusterOptions options, String xml) {
    Config config;
    try {
      config = config(options, xml);
    } catch (RuntimeException invalid) {
      return Future.failedFuture(invalid);
    }
    var manager = new HazelcastClusterManager(config);
    return Vertx.builder()
        .with(vertxOptions.setEventBusOptions(busOptions(options)))
        .withTransport(transport)
        .withClusterManager(manager)
        .buildClustered()
        .map(vertx -> new HazelcastCluster(closed(vertx), manager.getHazelcastInstance()))
        .onSuccess(cluster -> cluster.tellOfLoneliness(options));
  }

  /** Hazelcast says only that names differ, and that to the node which asks. */
  private void tellOfLoneliness(ClusterOptions options) {
    if (members().size() == 1 && options.members().size() > 1) {
      LOG.info(
          "The first in cluster {} so far. Others join if they have the same cluster.name, {}",
          options.name(),
          options.tls() == null ? "and no cluster.tls" : "and the same cluster.tls.ca");
    }
  }

  /** No message of ours needs a class that its sender names. */
  private static Vertx closed(Vertx vertx) {
    vertx.eventBus().clusterSerializableChecker(name -> false).serializableChecker(name -> false);
    return vertx;
  }

  private static Config config(ClusterOptions options, String xml) {
    var places = new Properties();
    places.setProperty("sluice.cluster.name", MembershipName.of(options.name(), options.tls()));
    places.setProperty("sluice.cluster.host", options.host());
    places.setProperty("sluice.cluster.port", Integer.toString(options.port()));
    places.setProperty(
        "sluice.cluster.members",
        options.members().isEmpty()
            ? options.host() + ":" + options.port()
            : String.join(",", options.members()));
    var config =
        new XmlConfigBuilder(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
            .setProperties(places)
            .build();
    config.getMemberAttributeConfig().setAttribute(INCARNATION, options.incarnation());
    return config;
  }

  /** By default a silent peer is noticed after 20 seconds, and connecting to one may take 60. */
  private static EventBusOptions busOptions(ClusterOptions options) {
    var bus =
        new EventBusOptions()
            .setHost(options.busHost())
            .setPort(options.busPort())
            .setConnectTimeout(1000)
            .setClusterPingInterval(1000)
            .setClusterPingReplyInterval(1000)
            .setTcpNoDelay(true);
    if (options.busPublicHost() != null) {
      bus.setClusterPublicHost(options.busPublicHost());
    }
    if (options.busPublicPort() != 0) {
      bus.setClusterPublicPort(options.busPublicPort());
    }
    var tls = options.tls();
    if (tls != null) {
      tls.applyTo(bus);
    }
    return bus;
  }

  public Vertx vertx() {
    return vertx;
  }

  /** The incarnations of all members, this one included. */
  public List<String> members() {
    if (!hazelcast.getLifecycleService().isRunning()) {
      return List.of();
    }
    var members = new ArrayList<String>();
    for (var member : hazelcast.getCluster().getMembers()) {
      var incarnation = member.getAttribute(INCARNATION);
      if (incarnation != null) {
        members.add(incarnation);
      }
    }
    return members;
  }
}
