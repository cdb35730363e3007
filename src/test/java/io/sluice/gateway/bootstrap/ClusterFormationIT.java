package io.sluice.gateway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two members started with cluster.xml on loopback ports become one event bus. */
class ClusterFormationIT {
  private static final String HOST = "127.0.0.1";

  @Test
  @Timeout(60)
  void twoMembersFormAClusterAndTalk() throws IOException {
    // A name of its own keeps clusters of tests that run beside this one apart.
    String name = "test-" + UUID.randomUUID();
    int firstPort = freePort();
    int secondPort = freePort();
    String members = HOST + ":" + firstPort + "," + HOST + ":" + secondPort;
    Vertx first = start(ClusterXml.read(name, HOST, firstPort, members));
    try {
      Vertx second = start(ClusterXml.read(name, HOST, secondPort, members));
      try {
        first
            .eventBus()
            .<String>consumer("greeting", message -> message.reply("hello " + message.body()))
            .completion()
            .await();
        Object answer =
            second.eventBus().request("greeting", "second").map(reply -> reply.body()).await();
        assertThat(answer).isEqualTo("hello second");
      } finally {
        second.close().await();
      }
    } finally {
      first.close().await();
    }
  }

  private static Vertx start(Config config) {
    var bus = new EventBusOptions().setHost(HOST).setConnectTimeout(1000);
    return Vertx.builder()
        .with(new VertxOptions().setEventBusOptions(bus))
        .withClusterManager(new HazelcastClusterManager(config))
        .buildClustered()
        .await();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
