package io.sluice.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.XmlConfigBuilder;
import io.sluice.gateway.testing.FreePort;
import io.sluice.gateway.testing.GatewayCluster;
import io.sluice.gateway.testing.OriginAnswer;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.ScriptedOrigin;
import io.sluice.gateway.testing.Until;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An application that knows Vert.x and nothing of Sluice invalidates over the event bus. */
@Timeout(90)
class ApplicationOnTheBusIT {

  @Test
  void anyApplicationOnTheClusterCanInvalidate() throws IOException {
    try (var redis = RealRedis.started();
        var origin = ScriptedOrigin.started();
        var cluster = GatewayCluster.started(2, node -> node.redis(redis).origin(origin))) {
      origin.on("/p", OriginAnswer.fresh("p").field("Cache-Tag", "product:1"));
      var application = application(cluster);
      try {
        for (var node : cluster.nodes()) {
          Until.met(() -> "HIT".equals(node.get("/p", "Host", "shop.test").xCache()));
        }

        var receipt =
            application
                .eventBus()
                .<JsonObject>request(
                    "invalidation.submit", new JsonObject().put("tags", List.of("product:1")))
                .await()
                .body();

        assertThat(receipt.getBoolean("complete")).as(receipt.encode()).isTrue();
        assertThat(receipt.getString("by")).isEqualTo("event bus");
        assertThat(
                receipt.getJsonArray("nodes").stream()
                    .map(node -> ((JsonObject) node).getString("node"))
                    .collect(Collectors.toSet()))
            .containsExactlyInAnyOrderElementsOf(cluster.names());
        assertThat(cluster.node(0).get("/p", "Host", "shop.test").xCache()).isEqualTo("MISS");
        assertThat(origin.count("/p")).isEqualTo(2);

        assertThatThrownBy(
                () ->
                    application
                        .eventBus()
                        .request("invalidation.submit", new JsonObject().put("tag", "product:1"))
                        .await())
            .isInstanceOfSatisfying(
                ReplyException.class, refused -> assertThat(refused.failureCode()).isEqualTo(400))
            .hasMessageContaining("expected: one of [all, dryRun, hosts");
      } finally {
        application.close().await();
      }
    }
  }

  /** As docs/events.md says it: with the gateways' cluster.xml. */
  private static Vertx application(GatewayCluster cluster) throws IOException {
    var places = new Properties();
    places.setProperty("sluice.cluster.name", cluster.name());
    places.setProperty("sluice.cluster.host", "127.0.0.1");
    places.setProperty("sluice.cluster.port", String.valueOf(FreePort.find()));
    places.setProperty("sluice.cluster.members", cluster.members());
    try (var xml = Files.newInputStream(Path.of("cluster.xml"))) {
      var config = new XmlConfigBuilder(xml).setProperties(places).build();
      return Vertx.builder()
          .with(new VertxOptions().setEventBusOptions(new EventBusOptions().setHost("127.0.0.1")))
          .withClusterManager(new HazelcastClusterManager(config))
          .buildClustered()
          .await();
    }
  }
}
