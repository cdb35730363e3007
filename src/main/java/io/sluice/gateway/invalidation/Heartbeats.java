package io.sluice.gateway.invalidation;

import io.sluice.gateway.invalidation.InvalidationLog.HeartbeatReply;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When heartbeats are sent: one at a time, at an interval, and earlier when something hints that
 * the node is behind.
 *
 * <p>One at a time, and deaf to answers that were given up, because then the server ran them in the
 * order in which they are processed: an answer from before a change of generation cannot follow one
 * from after it.
 */
final class Heartbeats {
  /** Hints closer together than this part of the interval are answered by one heartbeat. */
  private static final int SPACING_PART = 10;

  private final ProtocolOptions options;
  private final LeaseClock clock;
  private final Scheduler scheduler;
  private final LongSupplier intervalNanos;
  private final Node node;
  private Scheduler.@Nullable Timer next;
  private Scheduler.@Nullable Timer timeout;
  private Sent sent = new Sent(0, 0);
  private long attempt;
  private long dueNanos;
  private boolean inFlight;
  private boolean running;

  /**
   * The wish for another heartbeat that came while one was in flight; nanoseconds after the last
   * was sent.
   */
  private long wishedNanos = Long.MAX_VALUE;

  /** The times at which a heartbeat was sent. */
  record Sent(long nanos, long wallMillis) {}

  /** Who composes heartbeats and hears the answers. */
  interface Node {
    /** Sends a heartbeat with this counter. */
    CompletionStage<HeartbeatReply> send(long counter);

    void answered(HeartbeatReply reply, Sent sent);

    void failed(Throwable cause);
  }

  Heartbeats(
      ProtocolOptions options,
      LeaseClock clock,
      Scheduler scheduler,
      LongSupplier intervalNanos,
      Node node) {
    this.options = options;
    this.clock = clock;
    this.scheduler = scheduler;
    this.intervalNanos = intervalNanos;
    this.node = node;
  }

  void start() {
    running = true;
    send();
  }

  /** Stops; answers in flight are not heard any more. */
  void stop() {
    running = false;
    abandon();
    if (next != null) {
      next.cancel();
    }
  }

  /** Something is missing: the next heartbeat goes out as soon as the spacing allows. */
  void soon() {
    wish(options.heartbeat().toNanos() / SPACING_PART);
  }

  /** The next heartbeat goes out at once. */
  void immediately() {
    wish(0);
  }

  /**
   * Gives up the answer in flight, which may be from before something that the node has learned
   * since.
   */
  void abandon() {
    if (inFlight) {
      finish();
      wish(0);
    }
  }

  /** The counter of a heartbeat outside the loop. */
  long nextCounter() {
    return ++attempt;
  }

  private void wish(long afterLastNanos) {
    wishedNanos = Math.min(wishedNanos, afterLastNanos);
    if (!inFlight && running) {
      plan();
    }
  }

  private void plan() {
    long due = sent.nanos + Math.min(wishedNanos, intervalNanos.getAsLong());
    if (next != null && dueNanos - due <= 0) {
      return;
    }
    if (next != null) {
      next.cancel();
    }
    dueNanos = due;
    next = scheduler.schedule(Math.max(0, due - clock.nanoTime()), this::send);
  }

  private void send() {
    next = null;
    wishedNanos = Long.MAX_VALUE;
    inFlight = true;
    long mine = ++attempt;
    sent = new Sent(clock.nanoTime(), clock.wallMillis());
    Sent mySent = sent;
    timeout =
        scheduler.schedule(
            options.heartbeatTimeout().toNanos(),
            () -> done(mine, mySent, null, new LogUnavailableException("no answer", true)));
    node.send(mine).whenComplete((reply, error) -> done(mine, mySent, reply, error));
  }

  private void done(
      long mine, Sent mySent, @Nullable HeartbeatReply reply, @Nullable Throwable error) {
    if (!inFlight || mine != attempt) {
      return;
    }
    finish();
    if (reply != null) {
      node.answered(reply, mySent);
    } else {
      node.failed(error == null ? new LogUnavailableException("no answer", true) : error);
    }
    if (running && !inFlight) {
      plan();
    }
  }

  private void finish() {
    inFlight = false;
    if (timeout != null) {
      timeout.cancel();
    }
  }
}
