package io.sluice.gateway.adapter.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection to Redis alive for ever: dials, hands the connection to its owner, and dials
 * again when it is lost. Everything happens on the event loop of one context.
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
  private final ProtocolVersion protocol;
  private final Owner owner;
  private @Nullable Redis client;
  private long failures;
  private long timer = -1;
  private boolean closed;

  RedisDialer(
      Vertx vertx, Context context, RedisSettings settings, ProtocolVersion protocol, Owner owner) {
    this.vertx = vertx;
    this.context = context;
    this.settings = settings;
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

  private void dial() {
    if (closed) {
      return;
    }
    var dialled = Redis.createClient(vertx, options());
    client = dialled;
    // Connecting and the handshake have time-outs of their own; this one covers name resolution.
    long mostMillis = settings.connectTimeout().plus(settings.hangTimeout()).toMillis();
    dialled
        .connect()
        .timeout(mostMillis, TimeUnit.MILLISECONDS)
        .onComplete(
            connection -> adopt(dialled, connection),
            failure -> failed(dialled, RedisException.of(failure)));
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
    failures = 0;
    owner.connected(connection);
  }

  private void failed(Redis dialled, RedisException cause) {
    // An end, an exception and an abandonment may all tell of the same loss.
    if (client != dialled) {
      return;
    }
    client = null;
    dialled.close();
    owner.failed(cause);
    long delay = Math.min(++failures * BACK_OFF_STEP_MILLIS, BACK_OFF_MOST_MILLIS);
    timer = vertx.setTimer(delay, id -> dial());
  }

  private RedisOptions options() {
    var options =
        new RedisOptions()
            .setConnectionString(settings.uri())
            .setPreferredProtocolVersion(protocol)
            .setMaxPoolSize(1)
            .setPoolCleanerInterval(-1)
            .setPoolRecycleTimeout(-1)
            // The bound that counts is the link's own; what is beyond it are probes.
            .setMaxWaitingHandlers(settings.maxInFlight() + 16)
            .setNetClientOptions(netOptions());
    if (settings.username() != null) {
      options.setUser(settings.username());
    }
    if (settings.password() != null) {
      options.setPassword(settings.password());
    }
    return options;
  }

  private NetClientOptions netOptions() {
    var net =
        new NetClientOptions()
            .setConnectTimeout((int) settings.connectTimeout().toMillis())
            .setTcpKeepAlive(true)
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setReadIdleTimeout((int) settings.hangTimeout().toMillis());
    if (settings.tls()) {
      net.setSsl(true).setHostnameVerificationAlgorithm(settings.verifyHost() ? "HTTPS" : "");
      if (settings.caFile() != null) {
        net.setTrustOptions(new PemTrustOptions().addCertPath(settings.caFile().toString()));
      }
    }
    return net;
  }
}
