package io.sluice.gateway.invalidation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Three servers, one of them the master, and a sentinel that replaces it. */
final class SimRedis {
  private static final int SERVERS = 3;

  private final SimWorld world;
  private final SimOptions options;
  private final List<SimServer> servers = new ArrayList<>();
  private int master;
  private boolean zombieAround;

  SimRedis(SimWorld world, SimOptions options, Set<Mutant> mutants) {
    this.world = world;
    this.options = options;
    for (int i = 0; i < SERVERS; i++) {
      var data =
          new ScriptModel(
              mutants,
              options.maxTags(),
              options.page(),
              options.recoveryMillis(),
              options.leaseMillis());
      servers.add(new SimServer(world, this, i, SERVERS, data));
    }
  }

  List<SimServer> servers() {
    return servers;
  }

  SimServer master() {
    return servers.get(master);
  }

  /**
   * Promotes the replica with the best offset.
   *
   * @param zombie true if the old master lives on for a while, and some nodes with it
   */
  void failover(boolean zombie, List<SimNode> nodes) {
    if (zombieAround) {
      return;
    }
    SimServer old = master();
    SimServer best = null;
    for (SimServer server : servers) {
      boolean better =
          best == null
              || server.version > best.version
              || (server.version == best.version && world.chance(.5));
      if (server != old && better) {
        best = server;
      }
    }
    SimServer next = java.util.Objects.requireNonNull(best);
    old.role = zombie ? SimServer.Role.ZOMBIE : SimServer.Role.REPLICA;
    next.promote();
    master = next.index;
    world.trace(() -> "failover " + old.index + " -> " + next.index + (zombie ? ", zombie" : ""));
    for (SimServer server : servers) {
      if (server != old && server != next) {
        world.afterMillis(world.uniform(5, 400), () -> follow(server, next));
      }
    }
    if (zombie) {
      zombieAround = true;
      world.afterMillis(world.uniform(500, 3 * options.leaseMillis()), () -> endZombie(old, nodes));
      for (SimNode node : nodes) {
        boolean late = world.chance(.6);
        double delay = late ? world.uniform(100, 2 * options.leaseMillis()) : 0;
        world.afterMillis(delay, node::findMaster);
      }
    } else {
      old.restart();
      for (SimNode node : nodes) {
        world.afterMillis(world.uniform(10, 800), node::findMaster);
      }
      world.afterMillis(world.uniform(5, 400), () -> follow(old, next));
    }
  }

  private void follow(SimServer replica, SimServer leader) {
    if (master == leader.index && replica != leader) {
      replica.resync(leader);
    }
  }

  private void endZombie(SimServer zombie, List<SimNode> nodes) {
    zombieAround = false;
    zombie.restart();
    for (SimNode node : nodes) {
      node.findMaster();
    }
    follow(zombie, master());
  }
}
