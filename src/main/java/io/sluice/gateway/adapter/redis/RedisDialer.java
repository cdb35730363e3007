package io.sluice.gateway.adapter.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection to Redis alive for ever: dials, hands the connection to its owner, and dials
 * again when it is lost. Where the server can be another one some day it is looked for before each
 * attempt. Everything happens on the event loop of one context.
 *
 * <p>Each attempt has a client of its own, which is closed with the connection: the client keeps
 * the socket open after a refused handshake or a malformed reply, and closing the client is the one
 * way to be rid of it.
 */
final class RedisDialer {

  /** Who uses the connection; called on the dialer's event loop. */
  interface Owner {
    /** The handshake is done; commands may be sent. */
    void connected(RedisConnection connection);

    /** The connection is gone, or an attempt to make one failed. */
    void failed(RedisException cause);
  }

  private static final long BACK_OFF_STEP_MILLIS = 200;
  private static final long BACK_OFF_MOST_MILLIS = 1000;

  private final Vertx vertx;
  private final Context context;
  private final RedisSettings settings;
  private final ServerFinder finder;
  private final ProtocolVersion protocol;
  private final Owner owner;
  private @Nullable Redis client;
  private String server = "";
  private long connectedNanos;
  private boolean connected;
  private boolean confirming;
  private long failures;
  private long timer = -1;
  private boolean closed;

  RedisDialer(
      Vertx vertx, Context context, RedisEndpoint endpoint, ProtocolVersion protocol, Owner owner) {
    this(vertx, context, endpoint.settings(), endpoint.finder(vertx), protocol, owner);
  }

  RedisDialer(
      Vertx vertx,
      Context context,
      RedisSettings settings,
      ServerFinder finder,
      ProtocolVersion protocol,
      Owner owner) {
    this.vertx = vertx;
    this.context = context;
    this.settings = settings;
    this.finder = finder;
    this.protocol = protocol;
    this.owner = owner;
  }

  /** Begins to dial in a later tick, so that opening never fails and never calls back at once. */
  void start() {
    context.runOnContext(v -> dial());
  }

  /** Gives the current connection up and dials again. */
  void abandon(RedisException cause) {
    if (client != null) {
      failed(client, cause);
    }
  }

  Future<Void> close() {
    closed = true;
    vertx.cancelTimer(timer);
    var last = client;
    client = null;
    return last == null ? Future.succeededFuture() : last.close();
  }

  /**
   * Gives the connection up if the server has been found at another place since: whoever is still
   * connected to the old one would read and write beside the others.
   */
  void follow() {
    if (connected && !finder.isStill(server)) {
      abandon(moved());
    }
  }

  /** Looks for the server again, and follows it if it is another one now. */
  void confirm() {
    if (!connected || confirming) {
      return;
    }
    confirming = true;
    var confirmed = client;
    finder
        .find()
        .onComplete(
            (found, failure) -> {
              confirming = false;
              if (confirmed == client && failure == null && !found.equals(server)) {
                abandon(moved());
              }
            });
  }

  /** The server has refused a command: it may be the wrong one, or not know whether it is. */
  void refused(RedisException cause) {
    if (finder.isElsewhere(cause)) {
      abandon(cause);
    } else if (cause.isClusterDown()) {
      confirm();
    }
  }

  private static RedisException moved() {
    return new RedisException(RedisException.Kind.CONNECTION_LOST, "the master is another one");
  }

  private void dial() {
    if (closed) {
      return;
    }
    finder
        .find()
        .compose(
            found -> {
              server = found;
              return ServerUri.dialable(vertx, finder.uri(found))
                  .timeout(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
            })
        .onComplete(
            uri -> {
              if (!closed) {
                connectTo(uri);
              }
            },
            failure -> {
              if (!closed) {
                lost(RedisException.of(failure));
              }
            });
  }

  private void connectTo(String uri) {
    var dialled = Redis.createClient(vertx, options(uri));
    client = dialled;
    // Connecting and the handshake have time-outs of their own; this one covers name resolution.
    long mostMillis = settings.connectTimeout().plus(settings.hangTimeout()).toMillis();
    dialled
        .connect()
        .compose(this::verified)
        .timeout(mostMillis, TimeUnit.MILLISECONDS)
        .onComplete(
            connection -> adopt(dialled, connection),
            failure -> failed(dialled, RedisException.of(failure)));
  }

  /** Whoever names a master may not know yet that it is none any more, or know too early. */
  private Future<RedisConnection> verified(RedisConnection connection) {
    if (!finder.mayBeReplica()) {
      return Future.succeededFuture(connection);
    }
    return connection
        .send(Request.cmd(Command.ROLE))
        .transform(
            (role, failure) -> {
              if (failure != null) {
                var cause = RedisException.of(failure);
                // A user who may not ask: a replica is found out when it refuses a write.
                return cause.kind() == RedisException.Kind.DENIED
                    ? Future.succeededFuture(connection)
                    : Future.failedFuture(cause);
              }
              return role.get(0).toString().equals("master")
                  ? Future.succeededFuture(connection)
                  : Future.failedFuture(
                      new RedisException(
                          RedisException.Kind.READ_ONLY,
                          server + " is a replica: a failover is under way"));
            });
  }

  private void adopt(Redis dialled, RedisConnection connection) {
    if (client != dialled) {
      return;
    }
    connection.endHandler(
        v ->
            failed(
                dialled,
                new RedisException(
                    RedisException.Kind.CONNECTION_LOST, "the connection was closed")));
    connection.exceptionHandler(failure -> failed(dialled, RedisException.of(failure)));
    connected = true;
    connectedNanos = System.nanoTime();
    finder.connected(server);
    owner.connected(connection);
  }

  private void failed(Redis dialled, RedisException cause) {
    // An end, an exception and an abandonment may all tell of the same loss.
    if (client != dialled) {
      return;
    }
    client = null;
    dialled.close();
    // A connection that is given up at once, such as one to a replica, does not end the back-off.
    if (connected && System.nanoTime() - connectedNanos > BACK_OFF_MOST_MILLIS * 1_000_000) {
      failures = 0;
    }
    connected = false;
    lost(cause);
  }

  private void lost(RedisException cause) {
    owner.failed(cause);
    if (closed) {
      return;
    }
    long delay = Math.min(++failures * BACK_OFF_STEP_MILLIS, BACK_OFF_MOST_MILLIS);
    timer = vertx.setTimer(delay, id -> dial());
  }

  private RedisOptions options(String uri) {
    var options =
        new RedisOptions()
            .setConnectionString(uri)
            .setPreferredProtocolVersion(protocol)
            .setMaxPoolSize(1)
            .setPoolCleanerInterval(-1)
            .setPoolRecycleTimeout(-1)
            // The bound that counts is the link's own; what is beyond it are probes.
            .setMaxWaitingHandlers(settings.maxInFlight() + 16)
            .setNetClientOptions(settings.netOptions());
    settings.login().applyTo(options);
    return options;
  }
}
