package io.sluice.gateway.adapter.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which server holds which slot of a Redis Cluster, as the whole node knows it: from the last
 * answer to {@link ClusterQuery}, and from the redirections since. Safe for use by all threads.
 */
final class ClusterMap {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterMap.class);
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Of the configured servers, and of the known masters: more would hardly know better. */
  private static final int MOST_ASKED = 3;

  private final RedisSettings settings;
  private final ClusterUri uri;
  private final AtomicReferenceArray<@Nullable String> masters =
      new AtomicReferenceArray<>(HashSlot.COUNT);
  private final Map<String, RedisEndpoint> shards = new ConcurrentHashMap<>();
  private RedisStats retired = RedisStats.NONE;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong restUntilNanos = new AtomicLong(System.nanoTime());

  ClusterMap(RedisSettings settings, ClusterUri uri) {
    this.settings = settings;
    this.uri = uri;
  }

  /** {@code host:port}; null if none is known. */
  @Nullable String master(int slot) {
    return masters.get(slot);
  }

  /** The masters by the lowest of their slots. */
  NavigableMap<Integer, String> masters() {
    var bySlot = new TreeMap<Integer, String>();
    var seen = new LinkedHashSet<String>();
    String last = null;
    for (int slot = 0; slot < HashSlot.COUNT; slot++) {
      var master = masters.get(slot);
      if (master != null && !master.equals(last) && seen.add(master)) {
        bySlot.put(slot, master);
      }
      last = master;
    }
    return bySlot;
  }

  /** Where a server is, for the client. */
  String uri(String server) {
    return uri.ofServer(server);
  }

  /** One server as the whole node sees it. */
  RedisEndpoint shard(String server) {
    return shards.computeIfAbsent(server, s -> new RedisEndpoint(settings.ofServer(s)));
  }

  private synchronized void retire() {
    var masters = Set.copyOf(masters().values());
    for (var shard : List.copyOf(shards.entrySet())) {
      if (!masters.contains(shard.getKey()) && shards.remove(shard.getKey()) != null) {
        retired = retired.plus(shard.getValue().stats().settled());
      }
    }
  }

  /** The sum over the links to all shards, those of before included. */
  synchronized RedisStats stats() {
    return retired.plus(RedisStats.sum(shards.values().stream().map(RedisEndpoint::stats)));
  }

  /** Calls back whenever masters may have changed, on any thread. */
  void onChange(Runnable listener) {
    listeners.add(listener);
  }

  void removeListener(Runnable listener) {
    listeners.remove(listener);
  }

  /** A server says that another one holds this slot. */
  void moved(int slot, String server) {
    masters.set(slot, server);
  }

  /** Asks the servers, unless that was done a moment ago. */
  void refreshSoon(Vertx vertx) {
    long until = restUntilNanos.get();
    long now = System.nanoTime();
    if (now - until >= 0 && restUntilNanos.compareAndSet(until, now + REST_NANOS)) {
      refresh(vertx).onFailure(cause -> LOG.debug("Redis Cluster: {}", cause.getMessage()));
    }
  }

  /** Asks the servers; fails with a {@link RedisException}. Completes on the calling context. */
  Future<Void> refresh(Vertx vertx) {
    return ClusterQuery.ask(vertx, settings, uri, whomToAsk()).onSuccess(this::accept).mapEmpty();
  }

  private List<String> whomToAsk() {
    var asked = new LinkedHashSet<>(some(uri.seeds()));
    asked.addAll(some(masters().values()));
    return List.copyOf(asked);
  }

  private static List<String> some(Collection<String> servers) {
    var shuffled = new ArrayList<>(servers);
    Collections.shuffle(shuffled);
    return shuffled.subList(0, Math.min(MOST_ASKED, shuffled.size()));
  }

  private void accept(ClusterTopology topology) {
    var found = new @Nullable String[HashSlot.COUNT];
    for (var range : topology.ranges()) {
      for (int slot = range.from(); slot <= range.to(); slot++) {
        found[slot] = range.master();
      }
    }
    for (int slot = 0; slot < found.length; slot++) {
      masters.set(slot, found[slot]);
    }
    retire();
    listeners.forEach(Runnable::run);
  }
}
