package io.sluice.gateway.adapter.redis;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One link's state and counters: written by its event loop alone, read by any thread.
 *
 * <p>A single writer makes plain reads and ordered writes enough; no atomic read-modify-write.
 */
final class LinkHealth {

  private static final int FAILURES_UNTIL_DOWN = 3;

  private final RedisEndpoint endpoint;
  private final AtomicLong commands = new AtomicLong();
  private final AtomicLong errors = new AtomicLong();
  private final AtomicLong timeouts = new AtomicLong();
  private final AtomicLong lateReplies = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong totalLatencyNanos = new AtomicLong();
  private final AtomicLong pingNanos = new AtomicLong();
  private final AtomicLong inFlight = new AtomicLong();
  private volatile RedisState state = RedisState.CONNECTING;
  private int consecutiveFailures;

  LinkHealth(RedisEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  RedisState state() {
    return state;
  }

  void sent(int nowInFlight) {
    add(commands, 1);
    inFlight.lazySet(nowInFlight);
  }

  void answered(long latencyNanos, boolean error, int nowInFlight) {
    add(totalLatencyNanos, latencyNanos);
    inFlight.lazySet(nowInFlight);
    if (error) {
      add(errors, 1);
    }
    succeeded();
  }

  void lost(int nowInFlight) {
    add(errors, 1);
    inFlight.lazySet(nowInFlight);
  }

  void answeredLate(int nowInFlight) {
    add(lateReplies, 1);
    inFlight.lazySet(nowInFlight);
  }

  void timedOut(RedisException cause, boolean failure) {
    add(timeouts, 1);
    if (failure) {
      failed(cause);
    }
  }

  void rejected() {
    add(rejected, 1);
  }

  void connected() {
    add(connections, 1);
    succeeded();
  }

  void pinged(long latencyNanos) {
    pingNanos.lazySet(latencyNanos);
  }

  private void succeeded() {
    consecutiveFailures = 0;
    if (state != RedisState.UP) {
      become(RedisState.UP, null);
    }
  }

  void failed(RedisException cause) {
    if (++consecutiveFailures >= FAILURES_UNTIL_DOWN && state != RedisState.DOWN) {
      become(RedisState.DOWN, cause);
    }
  }

  private void become(RedisState next, @Nullable RedisException cause) {
    state = next;
    endpoint.linkChanged(cause);
  }

  RedisStats stats() {
    return new RedisStats(
        commands.get(),
        errors.get(),
        timeouts.get(),
        lateReplies.get(),
        rejected.get(),
        connections.get(),
        totalLatencyNanos.get(),
        pingNanos.get(),
        inFlight.get());
  }

  private static void add(AtomicLong counter, long amount) {
    counter.lazySet(counter.getPlain() + amount);
  }
}
