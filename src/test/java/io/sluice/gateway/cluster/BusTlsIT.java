package io.sluice.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.XmlConfigBuilder;
import io.sluice.gateway.adapter.cluster.BusTls;
import io.sluice.gateway.adapter.cluster.MembershipName;
import io.sluice.gateway.message.Addresses;
import io.sluice.gateway.testing.FreePort;
import io.sluice.gateway.testing.GatewayCluster;
import io.sluice.gateway.testing.GatewayProcess;
import io.sluice.gateway.testing.RawBus;
import io.sluice.gateway.testing.RawResponse;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.TestAuthority;
import io.sluice.gateway.testing.Until;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes with mutual TLS between them, and those who are not to take part. */
@Timeout(120)
class BusTlsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final TestAuthority OTHER = new TestAuthority();

  private static final List<Integer> BUS_PORTS = new ArrayList<>();
  private static Path files = Path.of("");
  private static @Nullable RealRedis redis;
  private static @Nullable GatewayCluster cluster;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    files = directory;
    redis = RealRedis.started();
    Files.createDirectories(files.resolve("other"));
    OTHER.write(files.resolve("other"), "node");
    cluster = GatewayCluster.started(3, BusTlsIT::configure);
  }

  private static void configure(GatewayProcess node) {
    BUS_PORTS.add(FreePort.find());
    int number = BUS_PORTS.size();
    AUTHORITY.write(files, "node-" + number);
    tls(node, files, "node-" + number)
        .redis(redis())
        .set("cluster.bus.port", String.valueOf(BUS_PORTS.get(number - 1)));
  }

  private static GatewayProcess tls(GatewayProcess node, Path directory, String name) {
    return node.environment("SLUICE_CLUSTER_TLS_CERTIFICATE", directory + "/" + name + ".pem")
        .environment("SLUICE_CLUSTER_TLS_KEY", directory + "/" + name + ".key")
        .environment("SLUICE_CLUSTER_TLS_CA", directory + "/ca.pem");
  }

  @AfterAll
  static void stop() {
    cluster().close();
    redis().close();
  }

  private static RealRedis redis() {
    return Objects.requireNonNull(redis);
  }

  private static GatewayCluster cluster() {
    return Objects.requireNonNull(cluster);
  }

  @Test
  void nodesWithCertificatesAcknowledgeOverTheBus() {
    // Strangers of another test may still be registered.
    Until.met(
        PATIENCE,
        () -> vias(purge(cluster().node(0))).entrySet().containsAll(allOverTheBus().entrySet()),
        () -> purge(cluster().node(0)).text());
    var receipt = new JsonObject(purge(cluster().node(0)).text());
    assertThat(receipt.getBoolean("complete")).isTrue();
    // A receipt of one node is shown by another, which asks over the bus.
    assertThat(
            cluster()
                .node(1)
                .shown("/cache/invalidations/" + receipt.getString("id").replace("/", "%2F")))
        .isEqualTo(receipt);
  }

  private static Map<String, String> allOverTheBus() {
    return cluster().names().stream()
        .collect(
            Collectors.toMap(
                name -> name, name -> name.equals(cluster().node(0).node()) ? "self" : "bus"));
  }

  private static RawResponse purge(GatewayProcess node) {
    return node.purge("tag");
  }

  private static Map<String, String> vias(RawResponse receipt) {
    return new JsonObject(receipt.text())
        .getJsonArray("nodes").stream()
            .map(JsonObject.class::cast)
            .collect(
                Collectors.toMap(
                    node -> node.getString("node"),
                    node -> node.getString("state") + "/" + node.getString("via", "none")))
            .entrySet()
            .stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    entry ->
                        entry.getValue().startsWith("acked/")
                            ? entry.getValue().substring(6)
                            : entry.getValue()));
  }

  @Test
  void onlyWhoHasACertificateOfTheAuthorityDeliversAMessage() throws IOException {
    var order = new JsonObject().put("tags", List.of("injected"));
    int port = BUS_PORTS.get(1);
    for (var stranger :
        List.of(
            RawBus.plain(port),
            RawBus.tls(port, null),
            RawBus.tls(port, OTHER.issue()),
            RawBus.tls(port, AUTHORITY.issue("serverAuth", "-validity", "60")))) {
      try (stranger) {
        assertThat(stranger.isRefused(Addresses.INVALIDATION_SUBMIT, order)).isTrue();
      }
    }
    assertThat(injected()).isZero();
    try (var member = RawBus.tls(port, AUTHORITY.issue())) {
      assertThat(member.isRefused(Addresses.INVALIDATION_SUBMIT, order)).isFalse();
    }
    Until.met(() -> injected() == 1);
  }

  private static long injected() {
    return cluster()
            .node(1)
            .admin("GET", "/cache/invalidations?tag=injected", "")
            .text()
            .split("event bus", -1)
            .length
        - 1L;
  }

  @Test
  void portsAreOfTheClusterAddressAlone() {
    for (int port : BUS_PORTS) {
      assertThat(RawBus.isOpen("127.0.0.1", port)).isTrue();
      // Another address of this machine.
      assertThat(RawBus.isOpen("127.0.0.2", port)).isFalse();
    }
    for (int port : cluster().ports()) {
      assertThat(RawBus.isOpen("127.0.0.1", port)).isTrue();
      assertThat(RawBus.isOpen("127.0.0.2", port)).isFalse();
    }
  }

  @Test
  void theMembershipPortSpeaksWithMembersOnly() throws IOException {
    int port = cluster().ports().get(0);
    // A client of Hazelcast, REST and memcache.
    for (var protocol : List.of("CP2", "GET /hazelcast/health HTTP/1.1\r\n\r\n", "version\r\n")) {
      assertThat(RawBus.answer(port, protocol)).as(protocol).isIn("HZX", "");
    }
    assertThat(RawBus.answer(port, "HZC")).isEqualTo("HZC");
  }

  @Test
  void strangersAreNoMembersAndChangeNoReceipt() {
    var strangers =
        List.of(
            tls(cluster().another("other-authority"), files.resolve("other"), "node"),
            cluster().another("no-tls"),
            tls(cluster().another("other-name"), files, "node-1")
                .environment("SLUICE_CLUSTER_NAME", "another"));
    try {
      // Of the same Redis, so that invalidations have to reach them.
      strangers.forEach(stranger -> stranger.redis(redis()).launch());
      for (var stranger : strangers) {
        stranger.awaitReady().awaitLease();
        Until.met(
            PATIENCE,
            () -> says(stranger, "has a different cluster-name"),
            () -> stranger.output());
        assertThat(stranger.shown("/cluster").getJsonArray("members"))
            .containsExactly(stranger.node());
        assertThat(stranger.log()).anyMatch(line -> line.contains("cluster.tls"));
      }
      assertThat(cluster().node(0).shown("/cluster").getJsonArray("members")).hasSize(3);
      var byMember = vias(purge(cluster().node(0)));
      var byStranger = vias(purge(strangers.get(0)));
      for (var stranger : strangers) {
        assertThat(byMember).containsEntry(stranger.node(), "redis");
      }
      for (var member : cluster().names()) {
        assertThat(byMember.get(member)).isIn("self", "bus");
        assertThat(byStranger).containsEntry(member, "redis");
      }
    } finally {
      strangers.forEach(GatewayProcess::close);
    }
  }

  private static boolean says(GatewayProcess node, String text) {
    return node.log().stream().anyMatch(line -> line.contains(text));
  }

  /**
   * Hazelcast cannot keep out who knows the name and the authority's certificate. Without a
   * certificate of its own, that member can divert messages, and gets none.
   */
  @Test
  void aMemberWithoutCertificateHearsNothingAndConfirmsNothing() throws IOException {
    var heard = new AtomicInteger();
    var victim = cluster().node(1).node();
    var intruder = intruder();
    try {
      intruder
          .eventBus()
          .consumer(
              Addresses.invalidationApply(victim),
              message -> {
                heard.incrementAndGet();
                message.reply(true);
              })
          .completion()
          .await();
      intruder
          .eventBus()
          .send(Addresses.INVALIDATION_SUBMIT, new JsonObject().put("tags", List.of("injected-2")));
      for (int i = 0; i < 6; i++) {
        var receipt = purge(cluster().node(0));
        assertThat(receipt.status()).isEqualTo(200);
        assertThat(vias(receipt).get(victim)).isIn("bus", "redis");
      }
      assertThat(heard).hasValue(0);
      for (var node : cluster().nodes()) {
        assertThat(node.admin("GET", "/cache/invalidations?tag=injected-2", "").text())
            .doesNotContain("event bus");
      }
    } finally {
      intruder.close().await();
    }
    Until.met(
        PATIENCE,
        () -> cluster().node(0).shown("/cluster").getJsonArray("members").size() == 3,
        () -> cluster().node(0).output());
  }

  private static Vertx intruder() throws IOException {
    var places = new Properties();
    var ca = new BusTls(files, files, files.resolve("ca.pem"));
    places.setProperty("sluice.cluster.name", MembershipName.of(cluster().name(), ca));
    places.setProperty("sluice.cluster.host", "127.0.0.1");
    places.setProperty("sluice.cluster.port", String.valueOf(FreePort.find()));
    places.setProperty("sluice.cluster.members", cluster().members());
    try (var xml = Files.newInputStream(Path.of("cluster.xml"))) {
      var config = new XmlConfigBuilder(xml).setProperties(places).build();
      var own = files.resolve("other");
      var bus =
          new EventBusOptions()
              .setHost("127.0.0.1")
              .setSsl(true)
              .setTrustAll(true)
              .setClientAuth(ClientAuth.NONE)
              .setKeyCertOptions(
                  new PemKeyCertOptions()
                      .addCertPath(own + "/node.pem")
                      .addKeyPath(own + "/node.key"));
      var manager = new HazelcastClusterManager(config);
      var vertx =
          Vertx.builder()
              .with(new VertxOptions().setEventBusOptions(bus))
              .withClusterManager(manager)
              .buildClustered()
              .await();
      assertThat(manager.getNodes()).as("it is in").hasSize(4);
      return vertx;
    }
  }
}
