package io.sluice.gateway.invalidation;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One machine: it runs the production classes on a clock that drifts, can be paused, restarted and
 * cut off, and sends over a bus that loses messages.
 */
final class SimNode implements Peers, LeaseClock, Scheduler {
  private final SimWorld world;
  private final SimCluster cluster;
  private final SimOptions options;
  private final Set<Mutant> mutants;
  private final int index;
  private final double rate;
  private double wallOffsetMillis;
  private SimServer server;
  private int boot;
  private long pausedUntil;
  private boolean cutFromRedis;
  private @Nullable LeasedNode node;
  private @Nullable SimGateway gateway;

  SimNode(SimWorld world, SimCluster cluster, SimOptions options, Set<Mutant> mutants, int index) {
    this.world = world;
    this.cluster = cluster;
    this.options = options;
    this.mutants = mutants;
    this.index = index;
    this.rate = 1 + world.uniform(-1e-3, 1e-3);
    this.server = cluster.redis().master();
  }

  void start() {
    boot++;
    findMaster();
    LeaseTimes times =
        new LeaseTimes(options.protocol().lease()) {
          @Override
          Lease earned(long sentNanos, long sentWallMillis) {
            return mutants.contains(Mutant.LEASE_FROM_REPLY)
                ? super.earned(nanoTime(), wallMillis())
                : super.earned(sentNanos, sentWallMillis);
          }

          @Override
          long graceNanos(long longestLeaseMillis) {
            return mutants.contains(Mutant.NO_GRACE) ? 0 : super.graceNanos(longestLeaseMillis);
          }
        };
    var log = new SimLog(world, this, mutants);
    var ports =
        new NodePorts(
            this, this, log, this, () -> TagHash.mix(world.unique()), ProtocolListener.NONE);
    node = new LeasedNode(incarnation(), options.protocol(), ports, times);
    gateway = new SimGateway(world, cluster, this, node.validity(), mutants);
    node.start();
  }

  String incarnation() {
    return "n" + index + "." + boot;
  }

  int boot() {
    return boot;
  }

  LeasedNode node() {
    return Objects.requireNonNull(node);
  }

  SimGateway gateway() {
    return Objects.requireNonNull(gateway);
  }

  SimServer server() {
    return server;
  }

  void findMaster() {
    server = cluster.redis().master();
  }

  void pause(double millis) {
    pausedUntil = Math.max(pausedUntil, world.now() + (long) (millis * SimWorld.MILLI));
  }

  void cutFromRedis(boolean cut) {
    cutFromRedis = cut;
  }

  boolean cutFromRedis() {
    return cutFromRedis;
  }

  void stepWallClock(double millis) {
    wallOffsetMillis += millis;
  }

  /**
   * Runs a task on the node's event loop, after a pause if there is one, unless it has restarted
   * since.
   */
  void deliver(int sentInBoot, Runnable task) {
    if (sentInBoot != boot) {
      return;
    }
    if (pausedUntil > world.now()) {
      long wait = pausedUntil - world.now() + (long) (world.uniform(0, 5) * SimWorld.MILLI);
      world.afterNanos(wait, () -> deliver(sentInBoot, task));
    } else {
      task.run();
    }
  }

  @Override
  public long nanoTime() {
    return (long) (world.now() * rate);
  }

  @Override
  public long wallMillis() {
    return 1_000_000_000L + (long) (world.now() / SimWorld.MILLI * rate + wallOffsetMillis);
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    int now = boot;
    boolean[] cancelled = {false};
    world.afterNanos(
        (long) Math.ceil(delayNanos / rate) + 1,
        () ->
            deliver(
                now,
                () -> {
                  if (!cancelled[0]) {
                    task.run();
                  }
                }));
    return () -> cancelled[0] = true;
  }

  @Override
  public CompletionStage<Boolean> apply(String incarnation, ApplyMessage message) {
    var stage = new CompletableFuture<Boolean>();
    SimNode peer = cluster.node(incarnation);
    if (peer == null || cluster.busCut(this, peer) || world.chance(.15)) {
      return stage;
    }
    int myBoot = boot;
    int peerBoot = peer.boot;
    world.afterMillis(
        world.networkMillis(),
        () ->
            peer.deliver(
                peerBoot,
                () -> {
                  boolean applied = peer.node().apply(message);
                  world.trace(() -> peer + " applies " + message + ": " + applied);
                  if (!cluster.busCut(this, peer) && !world.chance(.1)) {
                    world.afterMillis(
                        world.networkMillis(),
                        () -> deliver(myBoot, () -> stage.complete(applied)));
                  }
                }));
    return stage;
  }

  @Override
  public Collection<String> members() {
    return List.of();
  }

  @Override
  public String toString() {
    return incarnation();
  }
}
