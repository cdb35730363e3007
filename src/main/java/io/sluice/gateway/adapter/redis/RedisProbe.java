package io.sluice.gateway.adapter.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis for looking at it: made the way that links are made, but given up after
 * the first failure, whose cause is told.
 */
public final class RedisProbe {

  private static final RedisScript WRITE = RedisScript.load(RedisProbe.class, "probe.lua");

  private final RedisConnection connection;
  private final RedisDialer dialer;
  private final RedisSettings settings;

  private RedisProbe(RedisConnection connection, RedisDialer dialer, RedisSettings settings) {
    this.connection = connection;
    this.dialer = dialer;
    this.settings = settings;
  }

  /** Connects; fails with a {@link RedisException}. */
  public static Future<RedisProbe> open(Vertx vertx, RedisSettings settings) {
    var opening = new Opening(settings);
    opening.dialer =
        new RedisDialer(
            vertx,
            vertx.getOrCreateContext(),
            new RedisEndpoint(settings),
            ProtocolVersion.RESP2,
            opening);
    opening.dialer.start();
    return opening.promise.future();
  }

  /** The time until a PING was answered. */
  public Future<Duration> ping() {
    long sentNanos = System.nanoTime();
    return send(Request.cmd(Command.PING))
        .map(reply -> Duration.ofNanos(System.nanoTime() - sentNanos));
  }

  /** What INFO says, by property; {@link RedisException.Kind#DENIED} where it is refused. */
  public Future<Map<String, String>> info() {
    return send(Request.cmd(Command.INFO)).map(reply -> RedisInfo.parse(String.valueOf(reply)));
  }

  /** The server's clock, in milliseconds since 1970. */
  public Future<Long> timeMillis() {
    return send(Request.cmd(Command.TIME))
        .map(
            reply ->
                reply == null ? 0 : reply.get(0).toLong() * 1000 + reply.get(1).toLong() / 1000);
  }

  /**
   * Writes, reads and removes a key of ours in a script, as the gateway does.
   *
   * @param isHere whether the server holds a key
   */
  public Future<Void> write(Predicate<String> isHere) {
    var prefix = settings.keyPrefix() + "doctor:";
    var unused = Long.toHexString(System.nanoTime());
    // In the slot of the log, if it is here.
    var key =
        Stream.concat(
                Stream.of(prefix + unused + "{gw}"),
                IntStream.range(0, Integer.MAX_VALUE)
                    .mapToObj(i -> prefix + unused + "{" + i + "}"))
            .filter(isHere)
            .findFirst()
            .orElseThrow();
    return send(Request.cmd(Command.EVAL, WRITE.source(), 1, key)).mapEmpty();
  }

  /** Ends the connection. */
  public Future<Void> close() {
    return dialer.close();
  }

  private Future<@Nullable Response> send(Request request) {
    return connection
        .send(request)
        .timeout(settings.commandTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .recover(failure -> Future.failedFuture(RedisException.of(failure)));
  }

  private static final class Opening implements RedisDialer.Owner {
    private final Promise<RedisProbe> promise = Promise.promise();
    private final RedisSettings settings;
    private @Nullable RedisDialer dialer;

    Opening(RedisSettings settings) {
      this.settings = settings;
    }

    @Override
    public void connected(RedisConnection connection) {
      var opened = dialer;
      if (opened != null) {
        promise.tryComplete(new RedisProbe(connection, opened, settings));
      }
    }

    @Override
    public void failed(RedisException cause) {
      if (promise.tryFail(cause) && dialer != null) {
        dialer.close();
      }
    }
  }
}
