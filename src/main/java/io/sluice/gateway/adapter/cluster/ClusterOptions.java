package io.sluice.gateway.adapter.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How this node joins its cluster.
 *
 * @param name clusters of different names ignore each other
 * @param host the address that Hazelcast binds and is reached at
 * @param port Hazelcast's port
 * @param members {@code host:port} of some or all members; when empty, this node alone
 * @param busHost the address that the event bus binds
 * @param busPort the event bus's port, 0 for any free one
 * @param busPublicHost what other nodes connect to; null for {@code busHost}
 * @param busPublicPort what other nodes connect to; 0 for the port that is bound
 * @param tls of the event bus; null = in clear text
 * @param incarnation this node, this boot: what peers call it
 */
public record ClusterOptions(
    String name,
    String host,
    int port,
    List<String> members,
    String busHost,
    int busPort,
    @Nullable String busPublicHost,
    int busPublicPort,
    @Nullable BusTls tls,
    String incarnation) {

  public ClusterOptions {
    members = List.copyOf(members);
  }
}
