package io.sluice.gateway.bootstrap.consistency;

import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.TcpProxy;
import io.sluice.gateway.testing.Until;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** A Redis master with two replicas, and for each client a network that leads to the master. */
final class RedisGroup implements AutoCloseable {
  private static final int SERVERS = 3;

  private final List<RealRedis> servers = new ArrayList<>();
  private final List<TcpProxy> links;
  private int master;

  /** Starts everything; returns when the replicas are connected. */
  RedisGroup(int clients) {
    for (int i = 0; i < SERVERS; i++) {
      servers.add(
          RealRedis.started(
              "--repl-diskless-sync",
              "yes",
              "--repl-diskless-sync-delay",
              "0",
              "--repl-ping-replica-period",
              "1",
              "--maxmemory",
              "64mb",
              "--maxmemory-policy",
              "volatile-lru"));
    }
    links = IntStream.range(0, clients).mapToObj(i -> TcpProxy.to(master().port())).toList();
    others(0).forEach(replica -> follow(replica, 0));
    Until.met(() -> info(0).contains("connected_slaves:2"));
  }

  /** As the setting takes it. */
  String replicas() {
    return String.valueOf(SERVERS - 1);
  }

  List<TcpProxy> links() {
    return links;
  }

  List<String> urls() {
    return links.stream().map(TcpProxy::redisUri).toList();
  }

  RealRedis master() {
    return servers.get(master);
  }

  int masterIndex() {
    return master;
  }

  RealRedis server(int index) {
    return servers.get(index);
  }

  /** Everyone but this server. */
  static List<Integer> others(int index) {
    return IntStream.range(0, SERVERS).filter(i -> i != index).boxed().toList();
  }

  /** A replica becomes the master; nobody has been told yet. */
  void promote(int server) {
    servers.get(server).call("REPLICAOF", "NO", "ONE");
    master = server;
  }

  void follow(int server, int newMaster) {
    servers
        .get(server)
        .call("REPLICAOF", "127.0.0.1", String.valueOf(servers.get(newMaster).port()));
  }

  /** From now on this client's connections lead to the present master. */
  void lead(int client) {
    links.get(client).retarget(master().port());
  }

  private String info(int server) {
    return Objects.toString(servers.get(server).call("INFO", "replication"));
  }

  @Override
  public void close() {
    links.forEach(TcpProxy::close);
    servers.forEach(RealRedis::close);
  }
}
