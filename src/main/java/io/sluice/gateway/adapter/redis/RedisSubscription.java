package io.sluice.gateway.adapter.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel of Redis, subscribed to for ever over a connection of its own: pushed messages on a
 * connection that carries commands are taken for replies.
 *
 * <p>Messages are lost while the connection is, so the listener learns of every subscription and
 * catches up by other means. Everything is called on the event loop that opened it.
 */
public final class RedisSubscription {

  /** Who is told. */
  public interface Listener {
    /** Subscribed, or subscribed again: what was published before this may have been missed. */
    void subscribed();

    /** A message was published. */
    void message(Buffer payload);
  }

  private static final Logger LOG = LoggerFactory.getLogger(RedisSubscription.class);

  private final Vertx vertx;
  private final RedisSettings settings;
  private final Listener listener;
  private final RedisEndpoint endpoint;
  private final String channel;
  private String presence = "";
  private final RedisDialer dialer;
  private boolean subscribed;
  private boolean refused;
  private long probeTimer = -1;

  private RedisSubscription(
      Vertx vertx, Context context, RedisEndpoint endpoint, String channel, Listener listener) {
    this.vertx = vertx;
    this.settings = endpoint.settings();
    this.listener = listener;
    this.endpoint = endpoint;
    this.channel = endpoint.key(channel);
    this.dialer = new RedisDialer(vertx, context, endpoint, ProtocolVersion.RESP2, new Lifecycle());
  }

  /**
   * Subscribes as soon as Redis can be reached; never fails.
   *
   * @param channel without the configured prefix
   * @throws IllegalStateException if not called on an event loop
   */
  public static RedisSubscription open(
      Vertx vertx, RedisEndpoint endpoint, String channel, Listener listener) {
    var context = RedisLink.currentEventLoop();
    var subscription = new RedisSubscription(vertx, context, endpoint, channel, listener);
    RedisLink.closeWith(context, subscription::close);
    subscription.dialer.start();
    return subscription;
  }

  /** Whether messages arrive at this moment. */
  public boolean subscribed() {
    return subscribed;
  }

  /** Ends the connection; nothing is called any more. */
  public Future<Void> close() {
    subscribed = false;
    vertx.cancelTimer(probeTimer);
    return dialer.close();
  }

  private void received(Response message) {
    if (message.type() == ResponseType.ERROR) {
      refused(message);
      return;
    }
    if (message.size() != 3) {
      return;
    }
    switch (message.get(0).toString()) {
      case "subscribe" -> {
        if (message.get(1).toString().equals(presence)) {
          endpoint.presenceIs(presence);
        } else if (!subscribed) {
          subscribed = true;
          listener.subscribed();
        }
      }
      case "message" -> listener.message(message.get(2).toBuffer());
      default -> {
        // Nothing else was asked for.
      }
    }
  }

  /** Said once: it is asked for again with every probe. */
  private void refused(Response error) {
    if (!refused) {
      refused = true;
      LOG.warn(
          "Redis at {} refuses to subscribe to {}*: {} (mend: ACL SETUSER ... &{}*; until then a node"
              + " that the bus does not reach hears of invalidations with its heartbeats)",
          settings.address(),
          channel,
          error,
          settings.keyPrefix());
    }
  }

  private final class Lifecycle implements RedisDialer.Owner {

    @Override
    public void connected(RedisConnection connection) {
      connection.handler(RedisSubscription.this::received);
      // Of this connection alone, and so of the one server process at its other end.
      presence = channel + ":" + UUID.randomUUID();
      var subscribe = Request.cmd(Command.SUBSCRIBE, channel);
      connection.send(subscribe);
      connection.send(Request.cmd(Command.SUBSCRIBE, presence));
      // Subscribing anew changes nothing and is always confirmed: it shows that the server lives.
      // A PING would await a reply, and the next message would be taken for it.
      probeTimer =
          vertx.setPeriodic(
              settings.pingInterval().toMillis(),
              id -> {
                connection.send(subscribe);
                dialer.follow();
              });
    }

    @Override
    public void failed(RedisException cause) {
      subscribed = false;
      endpoint.presenceIs("");
      vertx.cancelTimer(probeTimer);
    }
  }
}
