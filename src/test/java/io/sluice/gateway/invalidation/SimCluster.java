package io.sluice.gateway.invalidation;

import io.sluice.gateway.invalidation.Invalidation.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A whole run: nodes, Redis, an origin, clients that read and invalidate, and something that breaks
 * every other second.
 */
final class SimCluster {
  private static final int CLIENTS = 3;

  private final SimWorld world;
  private final SimOptions options;
  private final Set<Mutant> mutants;
  private final SimRedis redis;
  private final SimOrigin origin;
  private final StalenessChecker checker;
  private final List<SimNode> nodes = new ArrayList<>();
  private final Set<Set<SimNode>> busCuts = new HashSet<>();

  SimCluster(long seed, Set<Mutant> mutants, boolean tracing) {
    this.world = new SimWorld(seed, tracing);
    this.options = SimOptions.draw(world);
    this.mutants = mutants;
    this.redis = new SimRedis(world, options, mutants);
    this.origin = new SimOrigin(world);
    this.checker = new StalenessChecker(world);
    for (int i = 0; i < options.nodes(); i++) {
      nodes.add(new SimNode(world, this, options, mutants, i));
    }
  }

  /** Runs to the end or to the first violation. */
  StalenessChecker run() {
    nodes.forEach(SimNode::start);
    for (int i = 0; i < CLIENTS; i++) {
      world.afterMillis(world.uniform(0, 300), this::readOne);
    }
    world.afterMillis(world.uniform(500, 1500), this::invalidateOne);
    var faults = new SimFaults(world, options, this);
    world.afterMillis(world.uniform(1000, 3000), faults::next);
    world.run(options.durationMillis());
    return checker;
  }

  private void readOne() {
    SimNode node = world.anyOf(nodes);
    int key = world.below(SimOrigin.KEYS);
    long arrived = world.now();
    node.deliver(node.boot(), () -> node.gateway().read(key, arrived));
    world.afterMillis(world.exponential(15), this::readOne);
  }

  private void invalidateOne() {
    SimNode node = world.anyOf(nodes);
    List<String> tags = new ArrayList<>();
    for (int i = world.chance(.2) ? 2 : 1; i > 0; i--) {
      boolean broad = world.chance(.33);
      tags.add(broad ? "t:t" + world.below(3) : "t:k" + world.below(SimOrigin.KEYS));
    }
    Map<Integer, Integer> versions = origin.change(tags);
    long submitted = world.now();
    boolean softFirst = world.chance(.1);
    boolean repeat = world.chance(.2);
    node.deliver(
        node.boot(),
        () -> {
          if (softFirst) {
            submit(node, tags, Change.Mode.SOFT, false);
          }
          submit(node, tags, Change.Mode.HARD, repeat)
              .thenAccept(
                  receipt -> {
                    boolean success =
                        mutants.contains(Mutant.NO_ACKS) ? receipt.committed() : receipt.complete();
                    world.trace(() -> node + (success ? " succeeds " : " gives up ") + receipt);
                    if (success) {
                      checker.succeeded(versions, submitted);
                    }
                  });
        });
    world.afterMillis(world.exponential(500), this::invalidateOne);
  }

  private java.util.concurrent.CompletionStage<Receipt> submit(
      SimNode node, List<String> tags, Change.Mode mode, boolean repeat) {
    Wait wait = mutants.contains(Mutant.NO_ACKS) ? Wait.COMMIT : Wait.CLUSTER;
    return node.node()
        .submit(new Invalidation(tags, mode, wait, Duration.ofSeconds(30), repeat, "test"));
  }

  List<SimNode> nodes() {
    return nodes;
  }

  @Nullable SimNode node(String incarnation) {
    for (SimNode node : nodes) {
      if (node.incarnation().equals(incarnation)) {
        return node;
      }
    }
    return null;
  }

  boolean busCut(SimNode one, SimNode other) {
    return busCuts.contains(Set.of(one, other));
  }

  void cutBus(SimNode one, SimNode other, double millis) {
    Set<SimNode> pair = Set.of(one, other);
    busCuts.add(pair);
    world.afterMillis(millis, () -> busCuts.remove(pair));
  }

  SimRedis redis() {
    return redis;
  }

  SimOrigin origin() {
    return origin;
  }

  StalenessChecker checker() {
    return checker;
  }

  SimWorld world() {
    return world;
  }
}
