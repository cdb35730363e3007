package io.sluice.gateway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.hazelcast.config.Config;
import com.hazelcast.config.MultiMapConfig.ValueCollectionType;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ClusterXmlTest {
  private final Config config =
      ClusterXml.read("shop", "10.0.0.1", 5710, "10.0.0.2:5710,10.0.0.3:5711");

  ClusterXmlTest() throws IOException {}

  @Test
  void takesNameAddressAndMembersFromTheGateway() {
    var network = config.getNetworkConfig();
    assertThat(config.getClusterName()).isEqualTo("shop");
    assertThat(network.getPort()).isEqualTo(5710);
    assertThat(network.isPortAutoIncrement()).isFalse();
    assertThat(network.getPublicAddress()).isEqualTo("10.0.0.1:5710");
    assertThat(config.getProperty("hazelcast.local.localAddress")).isEqualTo("10.0.0.1");
    assertThat(network.getJoin().getTcpIpConfig().getMembers())
        .containsExactly("10.0.0.2:5710", "10.0.0.3:5711");
  }

  @Test
  void findsMembersByTheListAlone() {
    var join = config.getNetworkConfig().getJoin();
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
    assertThat(alone.getNetworkConfig().getJoin().getTcpIpConfig().getMembers())
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
}
