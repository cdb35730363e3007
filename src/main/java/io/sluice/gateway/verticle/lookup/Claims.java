package io.sluice.gateway.verticle.lookup;

import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.message.Addresses;
import io.sluice.gateway.message.Settled;
import io.sluice.gateway.message.Settled.Outcome;
import io.sluice.gateway.spi.BusCounts.Purpose;
import io.sluice.gateway.spi.SharedStore;
import io.sluice.gateway.verticle.NodeMessages;
import io.sluice.gateway.verticle.PeerBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets the nodes of a cluster share one fetch of a key, as {@link Lookups} lets the requests of a
 * node.
 *
 * <p>The node that gets the claim in the shared store fetches; the others wait for the word, over
 * the clustered bus, that the fetch is settled, and meanwhile look into the shared store now and
 * then, since the word may be lost. The claim is short and renewed: when its node dies, another one
 * gets it within {@link #HOLD}. Nothing but waiting depends on it.
 */
final class Claims {
  static final Duration HOLD = Duration.ofSeconds(2);
  private static final long RENEWAL_MILLIS = HOLD.toMillis() / 3;

  /** How soon a waiting flight looks again, were the word lost. */
  static final long LOOK_AGAIN_MILLIS = 150;

  private final Vertx vertx;
  private final PeerBus bus;
  private final SharedStore shared;
  private final Validity validity;
  private final String node;
  private final Map<String, List<Wait>> waiting = new HashMap<>();
  private long counter;

  private static final class Wait {
    final Runnable lookAgain;
    final Runnable unstorable;
    final long timer;

    Wait(Runnable lookAgain, Runnable unstorable, long timer) {
      this.lookAgain = lookAgain;
      this.unstorable = unstorable;
      this.timer = timer;
    }
  }

  /**
   * @param node names this node and this event loop
   */
  Claims(Vertx vertx, PeerBus bus, SharedStore shared, Validity validity, String node) {
    this.vertx = vertx;
    this.bus = bus;
    this.shared = shared;
    this.validity = validity;
    this.node = node;
    NodeMessages.consume(
        vertx, Addresses.CACHE_SETTLED, Settled::decode, (settled, message) -> heard(settled));
  }

  /**
   * Asks for the claim.
   *
   * @return true when the flight may fetch: also when the store fails, which then has no say
   */
  Future<Boolean> acquire(Flight flight) {
    String claimant = node + '#' + ++counter;
    return shared
        .claim(flight.key(), claimant, HOLD)
        .map(
            mine -> {
              if (mine) {
                flight.claim(new Claim(claimant, renewals(flight, claimant)));
              }
              return mine;
            })
        .otherwise(true);
  }

  private long renewals(Flight flight, String claimant) {
    return vertx.setPeriodic(RENEWAL_MILLIS, id -> renew(flight, claimant, id));
  }

  private void renew(Flight flight, String claimant, long timer) {
    if (flight.isOverruled(validity)) {
      // Other nodes need not wait for what they may not use.
      settle(flight, Outcome.FAILED);
      return;
    }
    shared
        .renew(flight.key(), claimant, HOLD)
        .onSuccess(
            ours -> {
              if (!ours) {
                vertx.cancelTimer(timer);
              }
            });
  }

  /** Gives the flight's claim back, if it has one, and tells the others what became of it. */
  void settle(Flight flight, Outcome outcome) {
    var claim = flight.claim();
    if (claim == null) {
      return;
    }
    vertx.cancelTimer(claim.renewalTimer());
    flight.claim(null);
    shared
        .release(flight.key(), claim.claimant())
        .onComplete(
            released ->
                bus.publish(
                    Purpose.SETTLED,
                    Addresses.CACHE_SETTLED,
                    new Settled(flight.key().digest(), outcome).encode()));
  }

  /**
   * Waits for another node's fetch.
   *
   * @param lookAgain run once: when it is settled, or after a while
   * @param unstorable run instead when it brought nothing that can be shared
   */
  void await(Flight flight, Runnable lookAgain, Runnable unstorable) {
    String digest = flight.key().digest();
    var timer = vertx.setTimer(LOOK_AGAIN_MILLIS, id -> end(digest, id));
    waiting
        .computeIfAbsent(digest, d -> new ArrayList<>(1))
        .add(new Wait(lookAgain, unstorable, timer));
  }

  private void end(String digest, long timer) {
    var waits = waiting.get(digest);
    if (waits == null) {
      return;
    }
    for (var wait : List.copyOf(waits)) {
      if (wait.timer == timer) {
        waits.remove(wait);
        if (waits.isEmpty()) {
          waiting.remove(digest);
        }
        wait.lookAgain.run();
      }
    }
  }

  private void heard(Settled settled) {
    var waits = waiting.remove(settled.digest());
    if (waits == null) {
      return;
    }
    for (var wait : waits) {
      vertx.cancelTimer(wait.timer);
      if (settled.outcome() == Outcome.UNSTORABLE) {
        wait.unstorable.run();
      } else {
        wait.lookAgain.run();
      }
    }
  }
}
