package io.sluice.gateway.adapter.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An event loop's own connection to Redis, over which all its commands are pipelined.
 *
 * <p>Opening never fails and waits for nothing; a lost connection is re-established for ever. While
 * there is none, commands fail at once with {@link RedisException.Kind#NOT_CONNECTED}: nothing is
 * queued, since an answer from the origin is better than one that waits for Redis. Every command is
 * answered or failed within its timeout. A server that hangs with its socket open is noticed by the
 * silence after a PING, within {@link RedisSettings#hangTimeout()}.
 *
 * <p>Where there are several servers it leads to the one with the invalidation log: the master that
 * Sentinels name, or that of the log's slot in a Cluster.
 *
 * <p>All failures are {@link RedisException}s. To be used on the event loop that opened it.
 */
public final class RedisLink implements RedisCommands {

  private static final Request PING = Request.cmd(Command.PING);

  private final Vertx vertx;
  private final RedisEndpoint endpoint;
  private final Thread eventLoop;
  private final LinkHealth health;
  private final CommandsInFlight inFlight;
  private final RedisDialer dialer;
  private final GetBatch batch;
  private final int maxInFlight;
  private final String address;
  private @Nullable RedisConnection connection;
  private long connectionCount;
  private long pingTimer = -1;

  private RedisLink(Vertx vertx, Context context, RedisEndpoint endpoint) {
    this.vertx = vertx;
    this.endpoint = endpoint;
    this.eventLoop = Thread.currentThread();
    this.health = endpoint.opened();
    var settings = endpoint.settings();
    this.maxInFlight = settings.maxInFlight();
    this.address = settings.address();
    this.inFlight =
        new CommandsInFlight(vertx, health, settings.commandTimeout().toNanos(), this::refused);
    this.batch = new GetBatch(vertx, this);
    // RESP2: no reply can then be mistaken for a push, and replies have one shape on all servers.
    this.dialer = new RedisDialer(vertx, context, endpoint, ProtocolVersion.RESP2, new Lifecycle());
  }

  /**
   * Opens a link of the calling event loop.
   *
   * @throws IllegalStateException if not called on an event loop
   */
  public static RedisLink open(Vertx vertx, RedisEndpoint endpoint) {
    var context = currentEventLoop();
    var link = open(vertx, context, endpoint);
    closeWith(context, link::close);
    return link;
  }

  /** As {@link #open}, for one who closes it. */
  static RedisLink open(Vertx vertx, Context context, RedisEndpoint endpoint) {
    var link = new RedisLink(vertx, context, endpoint);
    link.dialer.start();
    return link;
  }

  /**
   * Closes it when the verticle that opened it is undeployed; otherwise it would dial on from an
   * event loop that has ended. Vert.x keeps such hooks on its internal side.
   */
  static void closeWith(Context context, Supplier<Future<Void>> close) {
    ((ContextInternal) context)
        .addCloseHook(
            completion ->
                context.runOnContext(
                    v -> close.get().onComplete(done -> completion.complete(null, null))));
  }

  static Context currentEventLoop() {
    var context = Vertx.currentContext();
    if (context == null || !context.isEventLoopContext() || !Context.isOnEventLoopThread()) {
      throw new IllegalStateException("a connection to Redis is opened on an event loop");
    }
    return context;
  }

  /**
   * Sends a command with the configured timeout.
   *
   * @return the reply, null for nil; or a failure by {@link RedisException}
   */
  public Future<@Nullable Response> send(Request request) {
    var current = connection;
    if (current == null || inFlight.count() >= maxInFlight) {
      return refuse();
    }
    checkEventLoop();
    return inFlight.send(current, request);
  }

  /** Sends a command that may take longer, or must be answered sooner, than others. */
  public Future<@Nullable Response> send(Request request, Duration timeout) {
    var current = connection;
    if (current == null || inFlight.count() >= maxInFlight) {
      return refuse();
    }
    checkEventLoop();
    return inFlight.send(current, request, Math.max(1, timeout.toMillis()));
  }

  @Override
  public Future<@Nullable Response> send(String key, Request request) {
    return send(request);
  }

  @Override
  public Future<@Nullable Response> send(String key, Request request, Duration timeout) {
    return send(request, timeout);
  }

  @Override
  public Future<@Nullable Response> get(String key) {
    return batch.get(key);
  }

  @Override
  public NavigableMap<Integer, RedisLink> servers() {
    var one = new TreeMap<Integer, RedisLink>();
    one.put(0, this);
    return one;
  }

  /** Sends a PING; the time until its reply. */
  public Future<Duration> ping() {
    long sentNanos = System.nanoTime();
    return send(PING).map(reply -> Duration.ofNanos(System.nanoTime() - sentNanos));
  }

  /**
   * What was written did not reach enough servers: the master may have been replaced without this
   * connection's being closed. Asks the Sentinels or the Cluster, where there are any.
   */
  void confirmMaster() {
    dialer.confirm();
  }

  private void refused(RedisException cause) {
    if (connection != null) {
      dialer.refused(cause);
    }
  }

  /** Whether commands can be sent at this moment. */
  @Override
  public boolean connected() {
    return connection != null;
  }

  /**
   * Which connection this is: 0 before the first, then growing by one with each. What was learnt
   * from the server (its run id, loaded scripts) holds for one connection only.
   */
  public long connectionNumber() {
    return connectionCount;
  }

  /** Up, down, or not known yet. May be asked by any thread. */
  public RedisState state() {
    return health.state();
  }

  /** This link's counters. May be asked by any thread. */
  public RedisStats stats() {
    return health.stats();
  }

  /** The Redis that it leads to. */
  @Override
  public RedisEndpoint endpoint() {
    return endpoint;
  }

  /** Closes the connection, failing what is in flight, and connects no more. */
  public Future<Void> close() {
    checkEventLoop();
    connection = null;
    vertx.cancelTimer(pingTimer);
    return dialer
        .close()
        .onComplete(
            ar -> {
              inFlight.close();
              endpoint.closed(health);
            });
  }

  /** Not bounded by the commands in flight: silence must mean that the server is silent. */
  private void probe(RedisConnection probed) {
    dialer.follow();
    if (probed != connection) {
      return;
    }
    long sentNanos = System.nanoTime();
    inFlight
        .send(probed, PING)
        .onSuccess(reply -> health.pinged(System.nanoTime() - sentNanos))
        .onFailure(
            failure -> {
              // Refused by a connection that had closed before its end could be heard.
              if (probed == connection
                  && failure instanceof RedisException cause
                  && cause.kind() == RedisException.Kind.CONNECTION_LOST) {
                dialer.abandon(cause);
              }
            });
  }

  private Future<@Nullable Response> refuse() {
    checkEventLoop();
    return Future.failedFuture(refusal());
  }

  /** Why no command can be sent now; counted. */
  RedisException refusal() {
    health.rejected();
    return connection == null ? RedisException.notConnected(address) : RedisException.overloaded();
  }

  void checkEventLoop() {
    if (Thread.currentThread() != eventLoop) {
      throw new IllegalStateException(
          "a Redis link of "
              + eventLoop.getName()
              + " used by "
              + Thread.currentThread().getName());
    }
  }

  /** What happens to the connection. */
  private final class Lifecycle implements RedisDialer.Owner {

    @Override
    public void connected(RedisConnection established) {
      connection = established;
      connectionCount++;
      health.connected();
      long intervalMillis = endpoint.settings().pingInterval().toMillis();
      pingTimer = vertx.setPeriodic(intervalMillis, id -> probe(established));
    }

    @Override
    public void failed(RedisException cause) {
      connection = null;
      vertx.cancelTimer(pingTimer);
      health.failed(cause);
    }
  }
}
