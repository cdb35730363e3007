package io.sluice.gateway.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the nodes find and reach each other.
 *
 * @param members where to look for others; a member without a port has the port of this node
 * @param port Hazelcast's; 0 to 65535
 * @param tls of the event bus; null = in clear text
 */
public record ClusterConfig(
    boolean enabled,
    String name,
    String host,
    int port,
    List<HostPort> members,
    Bus bus,
    @Nullable Tls tls) {
  public ClusterConfig {
    members = List.copyOf(members);
  }

  /**
   * The event bus, which has a TCP port of its own.
   *
   * @param port 0 lets the system choose
   * @param publicHost what other nodes connect to; null = {@code host}
   * @param publicPort what other nodes connect to; 0 = the port that is listened on
   */
  public record Bus(String host, int port, @Nullable String publicHost, int publicPort) {}

  /**
   * Mutual TLS between the nodes.
   *
   * @param certificate of this node
   * @param ca PEM: whose certificates make a node a member
   */
  public record Tls(ServerCertificate certificate, Path ca) {}
}
