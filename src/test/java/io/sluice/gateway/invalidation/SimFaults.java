package io.sluice.gateway.invalidation;

import java.util.List;

/** Breaks something every one and a half seconds, until shortly before the end. */
final class SimFaults {
  private static final double QUIET_MILLIS = 8000;

  private final SimWorld world;
  private final SimOptions options;
  private final SimCluster cluster;

  private enum Fault {
    PAUSE,
    CUT_FROM_REDIS,
    BUS_CUT,
    NODE_RESTART,
    NODE_LEAVES,
    FAILOVER,
    ZOMBIE_MASTER,
    REDIS_RESTART,
    REDIS_RESTART_FROM_DISK,
    FLUSH,
    KEY_LOST,
    SHARED_STORE_ROLLBACK,
    SERVER_CLOCK_STEP,
    WALL_CLOCK_STEP
  }

  /** The frequent ones stand twice. */
  private static final List<Fault> CHOICE =
      List.of(
          Fault.PAUSE,
          Fault.PAUSE,
          Fault.CUT_FROM_REDIS,
          Fault.CUT_FROM_REDIS,
          Fault.BUS_CUT,
          Fault.NODE_RESTART,
          Fault.NODE_LEAVES,
          Fault.FAILOVER,
          Fault.FAILOVER,
          Fault.ZOMBIE_MASTER,
          Fault.ZOMBIE_MASTER,
          Fault.REDIS_RESTART,
          Fault.REDIS_RESTART_FROM_DISK,
          Fault.FLUSH,
          Fault.KEY_LOST,
          Fault.SHARED_STORE_ROLLBACK,
          Fault.SERVER_CLOCK_STEP,
          Fault.WALL_CLOCK_STEP);

  SimFaults(SimWorld world, SimOptions options, SimCluster cluster) {
    this.world = world;
    this.options = options;
    this.cluster = cluster;
  }

  void next() {
    if (world.now() / SimWorld.MILLI < options.durationMillis() - QUIET_MILLIS) {
      int lease = options.leaseMillis();
      double millis =
          world.anyOf(100, 600, 1500, .9 * lease, 1.1 * lease, 2.5 * lease)
              * world.uniform(.8, 1.2);
      Fault fault = world.anyOf(CHOICE);
      SimNode node = world.anyOf(cluster.nodes());
      world.trace(() -> "fault " + fault + " " + node + " " + millis + " ms");
      inject(fault, node, millis);
    }
    world.afterMillis(world.exponential(1500) + 50, this::next);
  }

  private void inject(Fault fault, SimNode node, double millis) {
    SimServer master = cluster.redis().master();
    switch (fault) {
      case PAUSE -> node.pause(millis);
      case CUT_FROM_REDIS -> {
        node.cutFromRedis(true);
        world.afterMillis(millis, () -> node.cutFromRedis(false));
      }
      case BUS_CUT -> {
        SimNode other = world.anyOf(cluster.nodes());
        if (other != node) {
          cluster.cutBus(node, other, millis);
        }
      }
      case NODE_RESTART -> node.start();
      case NODE_LEAVES -> node.deliver(node.boot(), () -> leave(node));
      case FAILOVER -> cluster.redis().failover(false, cluster.nodes());
      case ZOMBIE_MASTER -> cluster.redis().failover(true, cluster.nodes());
      case REDIS_RESTART -> master.restart();
      case REDIS_RESTART_FROM_DISK -> master.restartFromDisk();
      case FLUSH -> {
        master.data.flush();
        master.written();
        cluster.origin().flush();
      }
      case KEY_LOST -> {
        if (world.chance(.5)) {
          master.data.loseNodes();
        } else {
          master.data.loseRecords();
        }
        master.written();
      }
      case SHARED_STORE_ROLLBACK -> cluster.origin().rollBack();
      case SERVER_CLOCK_STEP -> master.stepClock(world.uniform(-20_000, 20_000));
      case WALL_CLOCK_STEP -> node.stepWallClock(world.uniform(-20_000, 20_000));
    }
  }

  /** An orderly stop: the incarnation deregisters, and the next one begins half a second later. */
  private void leave(SimNode node) {
    int boot = node.boot();
    var unused = node.node().stop();
    world.afterMillis(
        500,
        () -> {
          if (node.boot() == boot) {
            node.start();
          }
        });
  }
}
