package io.sluice.gateway.adapter.redis;

import io.sluice.gateway.spi.LogBudget;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Redis as the whole node sees it: its settings and the joint health of all links to it.
 *
 * <p>Safe for use by all threads. The monitor is taken only when a link opens, closes or changes
 * its state, never per command.
 */
public final class RedisEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(RedisEndpoint.class);

  private final RedisSettings settings;
  private final @Nullable ClusterMap cluster;
  private final LogBudget logBudget = new LogBudget(10, Duration.ofMinutes(1), System::nanoTime);
  private final List<LinkHealth> links = new CopyOnWriteArrayList<>();
  private final List<Consumer<RedisState>> listeners = new CopyOnWriteArrayList<>();
  private volatile RedisState state = RedisState.CONNECTING;
  private volatile String master = "";
  private volatile String presence = "";
  private volatile long sinceNanos = System.nanoTime();
  // What closed links had counted: counters never fall.
  private RedisStats closedLinks = RedisStats.NONE;

  /** Connects to nothing: links do, each by itself. */
  public RedisEndpoint(RedisSettings settings) {
    this.settings = settings;
    var uri = settings.cluster();
    this.cluster = uri == null ? null : new ClusterMap(settings, uri);
  }

  /** How to reach it. */
  public RedisSettings settings() {
    return settings;
  }

  /** Who holds which slot; null if it is no Cluster. */
  @Nullable ClusterMap cluster() {
    return cluster;
  }

  /** Finds the server with the invalidation log, for connections that belong to one server. */
  ServerFinder finder(Vertx vertx) {
    return finder(vertx, HashSlot.OF_LOG);
  }

  /** Finds the server with a slot, for connections that belong to one server. */
  ServerFinder finder(Vertx vertx, int slot) {
    var sentinel = settings.sentinel();
    if (sentinel != null) {
      return new SentinelFinder(vertx, this, sentinel);
    }
    return cluster != null
        ? new SlotFinder(vertx, this, cluster, slot)
        : ServerFinder.fixed(settings.uri());
  }

  /** A key under the configured prefix. */
  public String key(String name) {
    return settings.keyPrefix() + name;
  }

  /** {@code DOWN} if any link is down, {@code UP} if all are up. */
  public RedisState state() {
    return state;
  }

  /** Called with the server that a link has found to be the master, where that can change. */
  void masterIs(String server) {
    var before = master;
    master = server;
    if (!before.equals(server)) {
      LOG.info("Redis: the master of {} is {}", settings.address(), server);
    }
  }

  /** Whether this server is the one that was last found to be the master. */
  boolean isMaster(String server) {
    return master.equals(server);
  }

  /**
   * Called with a channel to which a connection of this node has just subscribed, and no other ever
   * has or will; empty when that connection is gone.
   */
  void presenceIs(String channel) {
    presence = channel;
  }

  /**
   * Where servers do not tell their run id, a server on which this has a subscriber is known by it.
   */
  String presence() {
    return presence;
  }

  /** For how long the state has been what it is. */
  public Duration inStateFor() {
    return Duration.ofNanos(System.nanoTime() - sinceNanos);
  }

  /** The sum over all links, to all shards of a Cluster. */
  public synchronized RedisStats stats() {
    var sum = cluster == null ? closedLinks : closedLinks.plus(cluster.stats());
    for (var link : links) {
      sum = sum.plus(link.stats());
    }
    return sum;
  }

  /**
   * Calls back whenever {@link #state()} changes, on the event loop of the link that changed it;
   * the callback must neither block nor throw.
   */
  public void onStateChange(Consumer<RedisState> listener) {
    listeners.add(listener);
  }

  synchronized LinkHealth opened() {
    var link = new LinkHealth(this);
    links.add(link);
    return link;
  }

  synchronized void closed(LinkHealth link) {
    if (links.remove(link)) {
      closedLinks = closedLinks.plus(link.stats());
      linkChanged(null);
    }
  }

  void linkChanged(@Nullable RedisException cause) {
    RedisState next;
    synchronized (this) {
      next = joint();
      if (next == state) {
        return;
      }
      state = next;
      sinceNanos = System.nanoTime();
      log(next, cause);
    }
    listeners.forEach(listener -> listener.accept(next));
  }

  private RedisState joint() {
    boolean allUp = !links.isEmpty();
    for (var link : links) {
      if (link.state() == RedisState.DOWN) {
        return RedisState.DOWN;
      }
      allUp &= link.state() == RedisState.UP;
    }
    return allUp ? RedisState.UP : RedisState.CONNECTING;
  }

  private void log(RedisState next, @Nullable RedisException cause) {
    if (next == RedisState.CONNECTING || !logBudget.take()) {
      return;
    }
    long unlogged = logBudget.refusedSinceLast();
    var more = unlogged == 0 ? "" : " (" + unlogged + " changes before this were not logged)";
    if (next == RedisState.UP) {
      LOG.info("Redis at {} is up{}", settings.address(), more);
    } else {
      var reason = cause == null ? "unknown" : cause.getMessage();
      LOG.warn("Redis at {} is down: {}{}", settings.address(), reason, more);
    }
  }
}
