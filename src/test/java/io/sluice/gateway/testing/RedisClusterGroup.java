package io.sluice.gateway.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Redis Cluster of three shards with a third of the slots each; that with the slot of the
 * invalidation log may have replicas.
 */
public final class RedisClusterGroup implements AutoCloseable {
  private static final int SHARDS = 3;
  private static final int SLOTS = 16_384;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** {@code CLUSTER KEYSLOT {gw}}. */
  public static final int LOG_SLOT = 7373;

  private static final int SHARD_OF_LOG = LOG_SLOT * SHARDS / SLOTS;

  private final List<RealRedis> masters = new ArrayList<>();
  private final List<RealRedis> replicas = new ArrayList<>();

  private RedisClusterGroup() {}

  /**
   * Starts everything; returns when all servers know all slots, and the replicas follow.
   *
   * @param replicas of the shard with the log
   */
  public static RedisClusterGroup started(int replicas, String... options) {
    var group = new RedisClusterGroup();
    try {
      group.start(replicas, options);
      return group;
    } catch (RuntimeException | AssertionError failed) {
      group.close();
      throw failed;
    }
  }

  private void start(int replicaCount, String... options) {
    for (int i = 0; i < SHARDS; i++) {
      masters.add(server(options));
    }
    for (int i = 0; i < replicaCount; i++) {
      replicas.add(server(options));
    }
    for (int i = 0; i < SHARDS; i++) {
      var master = masters.get(i);
      master.call("CLUSTER", "SET-CONFIG-EPOCH", String.valueOf(i + 1));
      int from = (i * SLOTS + SHARDS - 1) / SHARDS;
      int to = ((i + 1) * SLOTS + SHARDS - 1) / SHARDS;
      addSlots(master, from, to);
    }
    var first = masters.get(0);
    servers()
        .skip(1)
        .forEach(s -> s.call("CLUSTER", "MEET", "127.0.0.1", String.valueOf(first.port())));
    awaitAgreement();
    var log = masters.get(SHARD_OF_LOG);
    replicas.forEach(replica -> replica.call("CLUSTER", "REPLICATE", id(log)));
    awaitReplicas(log, replicaCount);
    // Whoever asks any server is told of the replicas, too.
    Until.met(
        PATIENCE,
        () -> servers().allMatch(s -> count(s, "CLUSTER NODES", "slave ") == replicaCount),
        () -> "replicas that all servers know");
  }

  private static void addSlots(RealRedis server, int from, int to) {
    var slots = IntStream.range(from, to).mapToObj(String::valueOf);
    server.call(Stream.concat(Stream.of("CLUSTER", "ADDSLOTS"), slots).toArray(String[]::new));
  }

  /** Makes a server that is enabled for it a Cluster of its own. */
  public static void found(RealRedis server) {
    addSlots(server, 0, SLOTS);
    Until.met(() -> info(server).contains("cluster_state:ok"));
  }

  private static RealRedis server(String... options) {
    var all =
        new ArrayList<>(
            List.of(
                "--cluster-enabled", "yes",
                "--cluster-node-timeout", "1000",
                "--cluster-require-full-coverage", "no",
                "--repl-diskless-sync", "yes",
                "--repl-diskless-sync-delay", "0",
                "--repl-ping-replica-period", "1"));
    all.addAll(Arrays.asList(options));
    return RealRedis.startedForCluster(all.toArray(String[]::new));
  }

  /** One more server that the others know, without slots. */
  public RealRedis another() {
    var server = server();
    masters.add(server);
    var first = masters.get(0);
    server.call("CLUSTER", "MEET", "127.0.0.1", String.valueOf(first.port()));
    awaitAgreement();
    return server;
  }

  private void awaitAgreement() {
    int known = masters.size() + replicas.size();
    Until.met(
        PATIENCE,
        () ->
            servers()
                .allMatch(
                    server ->
                        info(server).contains("cluster_state:ok")
                            && info(server).contains("cluster_known_nodes:" + known)
                            && info(server).contains("cluster_slots_ok:" + SLOTS)),
        () -> info(masters.get(0)));
  }

  /** Returns when this server has so many replicas. */
  public void awaitReplicas(RealRedis master, int count) {
    Until.met(
        PATIENCE,
        () -> count(master, "INFO replication", ",state=online") == count,
        () -> count + " replicas");
  }

  private static long count(RealRedis server, String command, String text) {
    return Objects.toString(server.call(command.split(" ")))
        .lines()
        .filter(line -> line.contains(text))
        .count();
  }

  private static String info(RealRedis server) {
    return Objects.toString(server.call("CLUSTER", "INFO"));
  }

  private Stream<RealRedis> servers() {
    return Stream.concat(masters.stream(), replicas.stream());
  }

  /** As {@code redis.url} takes it, naming every server that was a master at first. */
  public String uri() {
    return masters.stream()
        .limit(SHARDS)
        .map(server -> "127.0.0.1:" + server.port())
        .collect(Collectors.joining(",", "redis+cluster://", ""));
  }

  /** Whoever was the master of a shard at first, in the order of slots. */
  public RealRedis first(int shard) {
    return masters.get(shard);
  }

  /** Those who were masters at first, in the order of slots. */
  public List<RealRedis> firsts() {
    return masters.subList(0, SHARDS);
  }

  /** Masters and replicas. */
  public List<RealRedis> all() {
    return servers().toList();
  }

  /** Who is the master of the log's slot, as the first shard knows. */
  public RealRedis masterOfLog() {
    return owner(LOG_SLOT);
  }

  /** Who holds a slot, as the first shard knows. */
  public RealRedis owner(int slot) {
    for (var range : (List<?>) Objects.requireNonNull(first(0).call("CLUSTER", "SLOTS"))) {
      var fields = (List<?>) range;
      if ((Long) fields.get(0) <= slot && slot <= (Long) fields.get(1)) {
        var port = ((List<?>) fields.get(2)).get(1);
        return servers().filter(s -> port.equals((long) s.port())).findFirst().orElseThrow();
      }
    }
    throw new AssertionError("nobody holds slot " + slot);
  }

  /** The slot of a key. */
  public int slot(String key) {
    return ((Long) Objects.requireNonNull(first(0).call("CLUSTER", "KEYSLOT", key))).intValue();
  }

  /**
   * Returns when another server is the master of the log's slot than this one, which may be dead.
   */
  public void awaitFailover(RealRedis old) {
    Until.met(PATIENCE, () -> masterOfLog() != old, () -> "a failover by the Cluster");
  }

  /** Moves a slot with its keys, as an operator does. */
  public void move(int slot, RealRedis to) {
    var from = beginMove(slot, to);
    moveKeys(slot, from, to);
    endMove(slot, from, to);
  }

  /** From here on, the old owner sends whoever asks for a missing key to the new one. */
  public RealRedis beginMove(int slot, RealRedis to) {
    var from = owner(slot);
    setSlot(to, slot, "IMPORTING", from);
    setSlot(from, slot, "MIGRATING", to);
    return from;
  }

  /** Takes all keys there are; new ones are stored at the new owner. */
  public void moveKeys(int slot, RealRedis from, RealRedis to) {
    var keys = keys(slot, from);
    while (!keys.isEmpty()) {
      var command =
          new ArrayList<>(List.of("MIGRATE", "127.0.0.1", String.valueOf(to.port()), "", "0"));
      command.addAll(List.of("5000", "KEYS"));
      command.addAll(keys);
      from.call(command.toArray(String[]::new));
      keys = keys(slot, from);
    }
  }

  /** Tells all masters, the new owner first. */
  public void endMove(int slot, RealRedis from, RealRedis to) {
    setSlot(to, slot, "NODE", to);
    try {
      setSlot(from, slot, "NODE", to);
    } catch (IllegalStateException replica) {
      // It has heard of it already: a master without slots follows whoever got the last one.
      if (!String.valueOf(replica.getMessage()).contains("only with masters")) {
        throw replica;
      }
    }
    Until.met(PATIENCE, () -> owner(slot) == to, () -> "slot " + slot + " at its new owner");
  }

  private static List<String> keys(int slot, RealRedis server) {
    var found = server.call("CLUSTER", "GETKEYSINSLOT", String.valueOf(slot), "100");
    return ((List<?>) Objects.requireNonNull(found)).stream().map(String::valueOf).toList();
  }

  private static void setSlot(RealRedis told, int slot, String how, RealRedis whom) {
    told.call("CLUSTER", "SETSLOT", String.valueOf(slot), how, id(whom));
  }

  private static String id(RealRedis server) {
    return Objects.toString(server.call("CLUSTER", "MYID"));
  }

  @Override
  public void close() {
    servers().forEach(RealRedis::close);
  }
}
