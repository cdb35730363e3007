package io.sluice.gateway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.config.MultiMapConfig.ValueCollectionType;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class ClusterXmlTest {
  private final Config config =
      ClusterXml.read("shop", "10.0.0.1", 5710, "10.0.0.2:5710,10.0.0.3:5711");

  ClusterXmlTest() throws IOException {}

  @Test
  void takesNameAddressAndMembersFromTheGateway() {
    var port =
        (ServerSocketEndpointConfig)
            Objects.requireNonNull(
                config
                    .getAdvancedNetworkConfig()
                    .getEndpointConfigs()
                    .get(EndpointQualifier.MEMBER));
    assertThat(config.getClusterName()).isEqualTo("shop");
    assertThat(port.getPort()).isEqualTo(5710);
    assertThat(port.isPortAutoIncrement()).isFalse();
    assertThat(port.getPublicAddress()).isEqualTo("10.0.0.1:5710");
    assertThat(config.getProperty("hazelcast.local.localAddress")).isEqualTo("10.0.0.1");
    assertThat(config.getAdvancedNetworkConfig().getJoin().getTcpIpConfig().getMembers())
        .containsExactly("10.0.0.2:5710", "10.0.0.3:5711");
  }

  @Test
  void findsMembersByTheListAlone() {
    var join = config.getAdvancedNetworkConfig().getJoin();
    assertThat(join.getTcpIpConfig().isEnabled()).isTrue();
    assertThat(join.getTcpIpConfig().getConnectionTimeoutSeconds()).isEqualTo(1);
    assertThat(join.getMulticastConfig().isEnabled()).isFalse();
    assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
    assertThat(join.getKubernetesConfig().isEnabled()).isFalse();
  }

  @Test
  void refusesAnEmptyMemberListSoThatALoneMemberListsItself() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClusterXml.read("shop", "127.0.0.1", 5701, ""))
        .withMessageContaining("member");
    var alone = ClusterXml.read("shop", "127.0.0.1", 5701, "127.0.0.1:5701");
    assertThat(alone.getAdvancedNetworkConfig().getJoin().getTcpIpConfig().getMembers())
        .containsExactly("127.0.0.1:5701");
  }

  @Test
  void noticesSilenceAndHealsSplitsInSeconds() {
    assertThat(config.getProperty("hazelcast.heartbeat.interval.seconds")).isEqualTo("1");
    assertThat(config.getProperty("hazelcast.max.no.heartbeat.seconds")).isEqualTo("5");
    assertThat(config.getProperty("hazelcast.merge.first.run.delay.seconds")).isEqualTo("3");
    assertThat(config.getProperty("hazelcast.merge.next.run.delay.seconds")).isEqualTo("3");
  }

  @Test
  void isQuietAndDoesNothingUnasked() {
    assertThat(config.getProperty("hazelcast.logging.type")).isEqualTo("slf4j");
    assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
    assertThat(config.getProperty("hazelcast.shutdownhook.enabled")).isEqualTo("false");
    assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
    assertThat(config.getJetConfig().isEnabled()).isFalse();
    assertThat(config.getMetricsConfig().isEnabled()).isFalse();
  }

  @Test
  void keepsACopyOfTheBusRegistry() {
    var subscriptions = config.getMultiMapConfig("__vertx.subs");
    assertThat(subscriptions.getValueCollectionType()).isEqualTo(ValueCollectionType.SET);
    assertThat(subscriptions.getBackupCount()).isEqualTo(1);
    assertThat(config.getMapConfigs()).containsKeys("__vertx.haInfo", "__vertx.nodeInfo");
  }

  @Test
  void hasAPortForMembersAndForNobodyElse() {
    assertThat(config.getAdvancedNetworkConfig().isEnabled()).isTrue();
    assertThat(config.getAdvancedNetworkConfig().getEndpointConfigs())
        .containsOnlyKeys(EndpointQualifier.MEMBER);
  }

  @Test
  void takesNoClassesScriptsAndCommandsFromTheWire() {
    var center = config.getManagementCenterConfig();
    assertThat(center.isScriptingEnabled()).isFalse();
    assertThat(center.isConsoleEnabled()).isFalse();
    assertThat(center.isDataAccessEnabled()).isFalse();
    assertThat(config.getUserCodeDeploymentConfig().isEnabled()).isFalse();
    assertThat(config.getJetConfig().isResourceUploadEnabled()).isFalse();
  }

  @Test
  void readsTheFailuresOfOtherMembersAndNoOtherObject() {
    assertThat(
            received(
                new HazelcastSerializationException(
                    "text", new IllegalStateException(new TimeoutException()))))
        .isInstanceOf(HazelcastSerializationException.class);
    for (Serializable other :
        List.of(
            new Stranger(),
            new InetSocketAddress(1),
            new SQLException(),
            new HashMap<>(Map.of("k", new Stranger())),
            new Object[] {new Stranger()},
            (Runnable & Serializable) () -> {})) {
      assertThatThrownBy(() -> received(other))
          .as(other.getClass().toString())
          .hasStackTraceContaining("is not allowed");
    }
  }

  private static final class Stranger implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /** From a member that would send anything, by one with this configuration. */
  private Object received(Serializable object) {
    var sender = new DefaultSerializationServiceBuilder().build();
    var receiver =
        new DefaultSerializationServiceBuilder().setConfig(config.getSerializationConfig()).build();
    return receiver.toObject(
        receiver.<com.hazelcast.internal.serialization.Data>toData(
            sender.<com.hazelcast.internal.serialization.Data>toData(object)));
  }
}
