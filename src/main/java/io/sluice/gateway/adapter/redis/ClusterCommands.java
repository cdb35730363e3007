package io.sluice.gateway.adapter.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An event loop's way to a Redis Cluster: a {@link RedisLink} to each master, so that one that is
 * away fails its own keys' commands and no others, and the {@link ClusterMap} that says which is
 * whose. Commands for one server are pipelined, those of one tick without waiting for each other.
 *
 * <p>A redirection is followed within the time that the command has. What a server refuses because
 * the slot is being moved ({@code TRYAGAIN}) fails.
 */
final class ClusterCommands implements RedisCommands {

  /** A slot may move again while a command follows it; servers may also disagree for a moment. */
  private static final int MOST_REDIRECTIONS = 3;

  private static final long WATCH_MILLIS = 1000;
  private static final Request ASKING = Request.cmd(Command.ASKING);

  private final Vertx vertx;
  private final Context context;
  private final RedisEndpoint endpoint;
  private final ClusterMap map;
  private final Map<String, RedisLink> links = new HashMap<>();
  private final Runnable onChange;
  private long timer = -1;
  private boolean closed;

  private ClusterCommands(Vertx vertx, Context context, RedisEndpoint endpoint, ClusterMap map) {
    this.vertx = vertx;
    this.context = context;
    this.endpoint = endpoint;
    this.map = map;
    this.onChange = () -> context.runOnContext(v -> follow());
  }

  static ClusterCommands open(Vertx vertx, RedisEndpoint endpoint, ClusterMap map) {
    var context = RedisLink.currentEventLoop();
    var commands = new ClusterCommands(vertx, context, endpoint, map);
    RedisLink.closeWith(context, commands::close);
    map.onChange(commands.onChange);
    commands.follow();
    commands.watch();
    commands.timer = vertx.setPeriodic(WATCH_MILLIS, id -> commands.watch());
    return commands;
  }

  @Override
  public Future<@Nullable Response> send(String key, Request request) {
    return send(HashSlot.of(key), request, endpoint.settings().commandTimeout().toNanos(), false);
  }

  @Override
  public Future<@Nullable Response> send(String key, Request request, Duration timeout) {
    return send(HashSlot.of(key), request, timeout.toNanos(), true);
  }

  private Future<@Nullable Response> send(
      int slot, Request request, long timeoutNanos, boolean ownTimeout) {
    var server = closed ? null : map.master(slot);
    if (server == null) {
      map.refreshSoon(vertx);
      return Future.failedFuture(RedisException.notConnected(endpoint.settings().address()));
    }
    long endNanos = System.nanoTime() + timeoutNanos;
    var link = link(server);
    var sent = ownTimeout ? link.send(request, Duration.ofNanos(timeoutNanos)) : link.send(request);
    return sent.recover(failure -> refused(server, request, failure, endNanos, MOST_REDIRECTIONS));
  }

  private Future<@Nullable Response> refused(
      String server, Request request, Throwable failure, long endNanos, int redirectionsLeft) {
    var redirection =
        failure instanceof RedisException cause ? cause.redirection() : (Redirection) null;
    long leftNanos = endNanos - System.nanoTime();
    if (redirection == null || redirectionsLeft == 0 || leftNanos <= 0) {
      if (failure instanceof RedisException cause && cause.isClusterDown()) {
        map.refreshSoon(vertx);
      }
      return Future.failedFuture(failure);
    }
    var target = redirection.server(server);
    var link = link(target);
    var left = Duration.ofNanos(leftNanos);
    if (redirection.ask()) {
      // Counts for the command behind it on the same connection; that one's reply says how it went.
      link.send(ASKING, left);
    } else {
      map.moved(redirection.slot(), target);
      map.refreshSoon(vertx);
    }
    return link.send(request, left)
        .recover(again -> refused(target, request, again, endNanos, redirectionsLeft - 1));
  }

  @Override
  public Future<@Nullable Response> get(String key) {
    return send(key, Request.cmd(Command.GET, key));
  }

  @Override
  public boolean connected() {
    return links.values().stream().anyMatch(RedisLink::connected);
  }

  @Override
  public RedisEndpoint endpoint() {
    return endpoint;
  }

  @Override
  public NavigableMap<Integer, RedisLink> servers() {
    var bySlot = new TreeMap<Integer, RedisLink>();
    map.masters().forEach((slot, server) -> bySlot.put(slot, link(server)));
    return bySlot;
  }

  Future<Void> close() {
    closed = true;
    vertx.cancelTimer(timer);
    map.removeListener(onChange);
    return Future.join(links.values().stream().map(RedisLink::close).toList()).mapEmpty();
  }

  private RedisLink link(String server) {
    return links.computeIfAbsent(server, s -> RedisLink.open(vertx, context, map.shard(s)));
  }

  /** A master that is away may have been replaced: somebody must ask. */
  private void watch() {
    var masters = map.masters().values();
    if (masters.isEmpty() || !masters.stream().allMatch(server -> link(server).connected())) {
      map.refreshSoon(vertx);
    }
  }

  private void follow() {
    if (closed) {
      return;
    }
    var masters = map.masters().values();
    masters.forEach(this::link);
    // A server that can be reached may be given slots again, or is about to be given some.
    links
        .entrySet()
        .removeIf(
            known -> {
              boolean gone = !masters.contains(known.getKey()) && !known.getValue().connected();
              if (gone) {
                known.getValue().close();
              }
              return gone;
            });
  }
}
