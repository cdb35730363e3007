package io.sluice.gateway.invalidation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The caching half of a node, reduced to what the promise is about: memory, Redis, shared fetches,
 * an origin.
 */
final class SimGateway {
  private final SimWorld world;
  private final SimCluster cluster;
  private final SimNode node;
  private final int boot;
  private final Validity validity;
  private final Set<Mutant> mutants;
  private final Map<Integer, Entry> memory = new HashMap<>();
  private final Map<Integer, Fetch> fetches = new HashMap<>();

  /** A stored response; {@code memoApplied} serves one mutant only. */
  static final class Entry {
    final int version;
    final Stamp stamp;
    long memoApplied = -2;

    Entry(int version, Stamp stamp) {
      this.version = version;
      this.stamp = stamp;
    }

    Entry copy() {
      long[] tags = new long[stamp.tagCount()];
      for (int i = 0; i < tags.length; i++) {
        tags[i] = stamp.tag(i);
      }
      return new Entry(version, new Stamp(stamp.generation(), stamp.sequence(), tags));
    }
  }

  private static final class Fetch {
    final FetchToken token;
    final List<Long> arrivals = new ArrayList<>();

    Fetch(FetchToken token) {
      this.token = token;
    }
  }

  SimGateway(
      SimWorld world, SimCluster cluster, SimNode node, Validity validity, Set<Mutant> mutants) {
    this.world = world;
    this.cluster = cluster;
    this.node = node;
    this.boot = node.boot();
    this.validity = validity;
    this.mutants = mutants;
  }

  private boolean trusted() {
    return mutants.contains(Mutant.NO_LEASE_CHECK) || validity.trusted();
  }

  private boolean valid(Entry entry) {
    if (mutants.contains(Mutant.MEMO_ON_APPLIED)) {
      long applied = validity.token().sequence();
      if (entry.memoApplied == applied
          && entry.stamp.generation() == validity.token().generation()) {
        return true;
      }
      entry.memoApplied = applied;
    }
    return validity.checkTable(entry.stamp) == Verdict.VALID;
  }

  /** A request that this node received at {@code arrived}. */
  void read(int key, long arrived) {
    if (!trusted()) {
      cluster.checker().count("passed");
      fetch(key, arrived, false);
      return;
    }
    Entry entry = memory.get(key);
    if (entry != null) {
      if (valid(entry)) {
        cluster.checker().read(node, key, arrived, entry.version, "memory");
        return;
      }
      memory.remove(key);
    }
    if (node.cutFromRedis()) {
      fetch(key, arrived, true);
      return;
    }
    Entry shared = cluster.origin().shared(key);
    world.afterMillis(
        world.networkMillis(), () -> node.deliver(boot, () -> readShared(key, arrived, shared)));
  }

  private void readShared(int key, long arrived, @Nullable Entry shared) {
    if (shared != null) {
      Entry entry = shared.copy();
      if (valid(entry)) {
        memory.put(key, entry);
        cluster.checker().read(node, key, arrived, entry.version, "redis");
        return;
      }
    }
    fetch(key, arrived, trusted());
  }

  private void fetch(int key, long arrived, boolean join) {
    Fetch running = fetches.get(key);
    if (running != null && join) {
      running.arrivals.add(arrived);
      return;
    }
    Fetch fetch = new Fetch(validity.token());
    fetch.arrivals.add(arrived);
    if (running == null) {
      fetches.put(key, fetch);
    }
    double duration = world.anyOf(5, 20, 100, 400, 3000);
    world.afterMillis(
        world.uniform(.1, .5) * duration,
        () -> {
          int version = cluster.origin().version(key);
          world.afterMillis(
              world.uniform(.2, .8) * duration,
              () -> node.deliver(boot, () -> fetched(key, fetch, version)));
        });
  }

  private void fetched(int key, Fetch fetch, int version) {
    fetches.remove(key, fetch);
    boolean late = mutants.contains(Mutant.TOKEN_AFTER_FETCH);
    FetchToken token = late ? validity.token() : fetch.token;
    Entry entry = new Entry(version, new Stamp(token, cluster.origin().tags(key)));
    boolean valid = validity.checkTable(entry.stamp) == Verdict.VALID;
    cluster.checker().read(node, key, fetch.arrivals.get(0), version, "origin");
    for (long arrived : fetch.arrivals.subList(1, fetch.arrivals.size())) {
      if (valid || mutants.contains(Mutant.JOINERS_KEEP_INVALID)) {
        cluster.checker().read(node, key, arrived, version, "joined");
      } else {
        fetch(key, arrived, trusted());
      }
    }
    if (valid) {
      memory.put(key, entry);
    }
    if (!node.cutFromRedis()) {
      double delay = world.anyOf(1, 1, 50, 800);
      world.afterMillis(delay, () -> cluster.origin().share(key, entry.copy()));
    }
  }
}
