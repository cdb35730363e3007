package io.sluice.gateway.adapter.redis;

import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The commands that were sent and not answered, with their deadlines. Used by one event loop alone.
 *
 * <p>Redis answers in order, and all commands but the explicitly timed ones have the same timeout,
 * so their deadlines stand in the order of sending: one timer for the oldest serves all, where a
 * timer for each would cost as much as the command. A command that missed its deadline keeps its
 * place in the client's queue of replies; its late reply is discarded.
 */
final class CommandsInFlight {

  private final Vertx vertx;
  private final LinkHealth health;
  private final long timeoutNanos;
  private final Consumer<RedisException> onRefusal;
  private final ArrayDeque<Command> byDeadline = new ArrayDeque<>();
  private int count;
  private long timer = -1;

  /**
   * @param onRefusal told of every command that the server refused
   */
  CommandsInFlight(
      Vertx vertx, LinkHealth health, long timeoutNanos, Consumer<RedisException> onRefusal) {
    this.vertx = vertx;
    this.health = health;
    this.timeoutNanos = timeoutNanos;
    this.onRefusal = onRefusal;
  }

  /** How many commands await their reply, those timed out included. */
  int count() {
    return count;
  }

  /** Sends with the common timeout. */
  Future<@Nullable Response> send(RedisConnection connection, Request request) {
    var command = new Command(timeoutNanos);
    byDeadline.add(command);
    if (timer < 0) {
      arm(timeoutNanos);
    }
    return command.send(connection, request);
  }

  /** Sends with a timeout of its own, at the price of a timer. */
  Future<@Nullable Response> send(RedisConnection connection, Request request, long ownMillis) {
    var command = new Command(TimeUnit.MILLISECONDS.toNanos(ownMillis));
    long ownTimer = vertx.setTimer(ownMillis, id -> command.expire());
    return command.send(connection, request).onComplete(ar -> vertx.cancelTimer(ownTimer));
  }

  void close() {
    vertx.cancelTimer(timer);
  }

  private void arm(long nanos) {
    // Rounded up: a timer that fires early would have to be armed again for nothing.
    timer = vertx.setTimer(Math.max(1, (nanos + 999_999) / 1_000_000), id -> expireDue());
  }

  private void expireDue() {
    timer = -1;
    long now = System.nanoTime();
    for (var head = byDeadline.peek(); head != null; head = byDeadline.peek()) {
      if (!head.done && head.deadlineNanos - now > 0) {
        arm(head.deadlineNanos - now);
        return;
      }
      byDeadline.remove();
      head.expire();
    }
  }

  private void dropDone() {
    for (var head = byDeadline.peek(); head != null && head.done; head = byDeadline.peek()) {
      byDeadline.remove();
    }
  }

  /** One command: receives its reply, or does no longer wait for it. */
  private final class Command implements Completable<@Nullable Response> {

    private final Promise<@Nullable Response> promise = Promise.promise();
    private final long sentNanos = System.nanoTime();
    private final long deadlineNanos;
    private boolean done;

    Command(long ownTimeoutNanos) {
      this.deadlineNanos = sentNanos + ownTimeoutNanos;
    }

    Future<@Nullable Response> send(RedisConnection connection, Request request) {
      health.sent(++count);
      connection.send(request).onComplete(this);
      return promise.future();
    }

    @Override
    public void complete(@Nullable Response reply, @Nullable Throwable failure) {
      count--;
      if (done) {
        health.answeredLate(count);
        return;
      }
      done = true;
      dropDone();
      if (failure == null) {
        health.answered(System.nanoTime() - sentNanos, false, count);
        promise.succeed(reply);
        return;
      }
      var cause = RedisException.of(failure);
      if (cause.kind() == RedisException.Kind.CONNECTION_LOST) {
        health.lost(count);
      } else {
        health.answered(System.nanoTime() - sentNanos, true, count);
      }
      promise.fail(cause);
      if (cause.kind() != RedisException.Kind.CONNECTION_LOST) {
        onRefusal.accept(cause);
      }
    }

    void expire() {
      if (!done) {
        done = true;
        var cause = RedisException.timeout();
        // An impatient caller says nothing about the server.
        health.timedOut(cause, deadlineNanos - sentNanos >= timeoutNanos);
        promise.fail(cause);
      }
    }
  }
}
