package io.sluice.gateway.verticle.lookup;

import io.sluice.gateway.caching.CacheDecision;
import io.sluice.gateway.caching.ForwardReason;
import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.invalidation.Verdict;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.message.LookupReply.Source;
import io.sluice.gateway.message.Settled;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.spi.LocalStore;
import io.sluice.gateway.spi.SharedStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster shares before a flight asks the origin: the shared store, and the claim that
 * lets one node fetch for all.
 */
final class SharedSearch {
  private final LocalStore local;
  private final SharedStore shared;
  private final Validity validity;
  private final Counters counters;
  private final Claims claims;
  private final Lookups lookups;

  SharedSearch(
      LocalStore local,
      SharedStore shared,
      Validity validity,
      Counters counters,
      Claims claims,
      Lookups lookups) {
    this.local = local;
    this.shared = shared;
    this.validity = validity;
    this.counters = counters;
    this.claims = claims;
    this.lookups = lookups;
  }

  /** Looks, answers whom the find suits, and has the origin asked for the others. */
  void look(Flight flight, Candidate candidate) {
    boolean worthIt =
        flight.template().trusted()
            && shared.isAvailable()
            && candidate.reason() != ForwardReason.REQUEST;
    if (!worthIt) {
      lookups.fetch(flight, candidate);
      return;
    }
    shared
        .find(flight.key(), flight.template().request().fields())
        .onComplete(
            found -> found(flight, candidate, found),
            cause -> {
              counters.count(Event.L2_ERROR);
              lookups.fetch(flight, candidate);
            });
  }

  private void found(Flight flight, Candidate before, Optional<CacheEntry> found) {
    var entry = better(found, before);
    if (entry == null) {
      counters.count(Event.L2_MISS);
      claim(flight, before);
    } else {
      use(flight, entry);
    }
  }

  /** What was found, if it is valid and newer than what there was; else null. */
  private @Nullable CacheEntry better(Optional<CacheEntry> found, Candidate before) {
    return found
        .filter(entry -> validity.checkTable(entry.stamp()) != Verdict.INVALID)
        .filter(entry -> isNewer(entry, before.entry()))
        .orElse(null);
  }

  private static boolean isNewer(CacheEntry entry, @Nullable CacheEntry than) {
    return than == null
        || entry.response().responseTimeMillis() > than.response().responseTimeMillis();
  }

  /** Answers those whom an entry of the shared store suits, and goes on for the others. */
  private void use(Flight flight, CacheEntry entry) {
    long nowMillis = System.currentTimeMillis();
    var candidate = Candidate.of(entry, flight.template(), validity, nowMillis);
    local.put(entry);
    counters.count(candidate.isUsable() ? Event.L2_HIT : Event.L2_MISS);
    for (var waiter : flight.takeWaiters()) {
      if (entry.response().vary().matches(waiter.lookup().request().fields())) {
        waiter.candidate(Candidate.of(entry, waiter.lookup(), validity, nowMillis));
      }
      if (waiter.candidate().isUsable()) {
        if (flight.hasWaitedForAnotherNode()) {
          waiter.markCollapsed();
        }
        lookups.answerFromStore(waiter, Source.L2);
      } else {
        flight.await(waiter);
      }
    }
    boolean refreshed = candidate.decision() instanceof CacheDecision.Hit;
    if (flight.hasWaiters() || (flight.isBackground() && !refreshed)) {
      claim(flight, candidate);
    } else {
      lookups.end(flight);
    }
  }

  /** Fetches, unless another node is about to: then waits for what that brings. */
  private void claim(Flight flight, Candidate candidate) {
    if (!flight.dismissThoseWhoMayNotFetch()) {
      lookups.end(flight);
      return;
    }
    long waitedNanos = System.nanoTime() - flight.beganNanos();
    if (waitedNanos >= flight.template().limits().collapseTimeout().toNanos()) {
      lookups.fetch(flight, candidate);
      return;
    }
    var acquired = claims.acquire(flight);
    // Behind the claim on the same connection: whoever held it before has stored by then, which a
    // look from before the claim may have missed.
    shared
        .find(flight.key(), flight.template().request().fields())
        .otherwise(Optional.empty())
        .onSuccess(again -> acquired.onSuccess(mine -> claimed(flight, candidate, mine, again)));
  }

  private void claimed(
      Flight flight, Candidate candidate, boolean mine, Optional<CacheEntry> again) {
    var entry = better(again, candidate);
    if (entry != null) {
      claims.settle(flight, Settled.Outcome.STORED);
      use(flight, entry);
    } else if (mine) {
      lookups.fetch(flight, candidate);
    } else if (flight.isBackground()) {
      lookups.end(flight);
    } else {
      flight.waitsForAnotherNode();
      claims.await(flight, () -> look(flight, candidate), () -> lookups.passAll(flight));
    }
  }
}
