package io.sluice.gateway.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A Redis master with two replicas, and three Sentinels that watch over them. */
public final class SentinelGroup implements AutoCloseable {
  private static final String NAME = "main";
  private static final int SIZE = 3;

  private final List<RealRedis> servers = new ArrayList<>();
  private final List<RealRedis> sentinels = new ArrayList<>();

  private SentinelGroup() {}

  /** Starts everything; returns when the Sentinels know of each other and of the replicas. */
  public static SentinelGroup started() {
    var group = new SentinelGroup();
    try {
      group.start();
      return group;
    } catch (RuntimeException | AssertionError failed) {
      group.close();
      throw failed;
    }
  }

  private void start() {
    for (int i = 0; i < SIZE; i++) {
      servers.add(
          RealRedis.started(
              "--repl-diskless-sync",
              "yes",
              "--repl-diskless-sync-delay",
              "0",
              "--repl-ping-replica-period",
              "1"));
    }
    var first = servers.get(0);
    servers.stream()
        .skip(1)
        .forEach(s -> s.call("REPLICAOF", "127.0.0.1", String.valueOf(first.port())));
    for (int i = 0; i < SIZE; i++) {
      sentinels.add(RealRedis.sentinel(NAME, first.port()));
    }
    Until.met(
        () -> String.valueOf(first.call("INFO", "replication")).contains("connected_slaves:2"));
    // INFO of the master is read each ten seconds.
    Until.met(
        Duration.ofSeconds(25),
        () -> sentinels.stream().allMatch(SentinelGroup::isComplete),
        () -> "Sentinels that know each other and the replicas");
  }

  private static boolean isComplete(RealRedis sentinel) {
    var master = list(sentinel, "MASTER");
    return figure(master, "num-slaves") == SIZE - 1
        && figure(master, "num-other-sentinels") == SIZE - 1;
  }

  private static List<?> list(RealRedis sentinel, String command) {
    return (List<?>) Objects.requireNonNull(sentinel.call("SENTINEL", command, NAME));
  }

  private static int figure(List<?> pairs, String name) {
    return Integer.parseInt(Objects.toString(pairs.get(pairs.indexOf(name) + 1)));
  }

  /** As {@code redis.url} takes it. */
  public String uri() {
    return sentinels.stream()
        .map(sentinel -> "127.0.0.1:" + sentinel.port())
        .collect(Collectors.joining(",", "redis+sentinel://", "/" + NAME));
  }

  public List<RealRedis> sentinels() {
    return sentinels;
  }

  /** Whom the Sentinels name. */
  public RealRedis master() {
    int port = masterPort();
    return servers.stream().filter(s -> s.port() == port).findFirst().orElseThrow();
  }

  private int masterPort() {
    var address = list(sentinels.get(0), "GET-MASTER-ADDR-BY-NAME");
    return Integer.parseInt(Objects.toString(address.get(1)));
  }

  /** Returns when the Sentinels have replaced this one, which may be dead. */
  public void awaitFailover(RealRedis old) {
    Until.met(
        Duration.ofSeconds(30),
        () -> masterPort() != old.port(),
        () -> "a failover by the Sentinels");
  }

  @Override
  public void close() {
    sentinels.forEach(RealRedis::close);
    servers.forEach(RealRedis::close);
  }
}
