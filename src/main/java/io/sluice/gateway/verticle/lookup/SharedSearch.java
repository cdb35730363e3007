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
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What comes between memory and the origin: the shared store, this node's files, and the claim that
 * lets one node fetch for all.
 */
final class SharedSearch {
  private final LocalStore local;
  private final SharedStore shared;
  private final FileSearch files;
  private final Validity validity;
  private final Counters counters;
  private final SharedAdmission admission;
  private final Claims claims;
  private final Lookups lookups;

  SharedSearch(
      Stores stores,
      Validity validity,
      Counters counters,
      SharedAdmission admission,
      Claims claims,
      Lookups lookups) {
    this.local = stores.local();
    this.shared = stores.shared();
    this.files = new FileSearch(stores, validity);
    this.validity = validity;
    this.counters = counters;
    this.admission = admission;
    this.claims = claims;
    this.lookups = lookups;
  }

  /** Looks, answers whom the find suits, and has the origin asked for the others. */
  void look(Flight flight, Candidate candidate) {
    if (candidate.reason() == ForwardReason.REQUEST) {
      lookups.fetch(flight, candidate);
      return;
    }
    if (!flight.template().trusted() || !shared.isAvailable()) {
      lookIntoFiles(flight, candidate, after -> lookups.fetch(flight, after));
      return;
    }
    find(flight)
        .onComplete(
            found -> found(flight, candidate, found),
            cause -> {
              counters.count(Event.L2_ERROR);
              lookIntoFiles(flight, candidate, after -> lookups.fetch(flight, after));
            });
  }

  private Future<Optional<CacheEntry>> find(Flight flight) {
    var span = flight.span().call("redis get").set("db.system.name", "redis");
    return span.until(shared.find(flight.key(), flight.template().request().fields()));
  }

  private void found(Flight flight, Candidate before, Optional<CacheEntry> found) {
    var entry = better(found, before);
    if (entry == null) {
      counters.count(Event.L2_MISS);
      lookIntoFiles(flight, before, after -> claim(flight, after));
    } else {
      use(flight, entry, Source.L2, after -> claim(flight, after));
    }
  }

  /**
   * @param next for those whom the files do not suit
   */
  private void lookIntoFiles(Flight flight, Candidate before, Consumer<Candidate> next) {
    if (!files.isWorthIt(flight, before)) {
      next.accept(before);
      return;
    }
    files
        .find(flight.key(), flight.template().request().fields())
        .onSuccess(
            found -> {
              var entry = better(found, before);
              if (entry == null) {
                counters.count(Event.L3_MISS);
                next.accept(before);
              } else {
                use(flight, entry, Source.L3, next);
              }
            });
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

  /** Answers those whom an entry suits, and goes on for the others. */
  private void use(Flight flight, CacheEntry entry, Source source, Consumer<Candidate> next) {
    long nowMillis = System.currentTimeMillis();
    var candidate = Candidate.of(entry, flight.template(), validity, nowMillis);
    local.put(entry);
    counters.count(event(source, candidate.isUsable()));
    for (var waiter : flight.takeWaiters()) {
      if (entry.response().vary().matches(waiter.lookup().request().fields())) {
        waiter.candidate(Candidate.of(entry, waiter.lookup(), validity, nowMillis));
      }
      if (waiter.candidate().isUsable()) {
        if (flight.hasWaitedForAnotherNode()) {
          waiter.markCollapsed();
        }
        lookups.answerFromStore(waiter, source);
      } else {
        flight.await(waiter);
      }
    }
    boolean refreshed = candidate.decision() instanceof CacheDecision.Hit;
    if (flight.hasWaiters() || (flight.isBackground() && !refreshed)) {
      next.accept(candidate);
    } else {
      lookups.end(flight);
    }
  }

  private static Event event(Source source, boolean hit) {
    if (source == Source.L2) {
      return hit ? Event.L2_HIT : Event.L2_MISS;
    }
    return hit ? Event.L3_HIT : Event.L3_MISS;
  }

  /**
   * Fetches, unless another node is about to: then waits for what that brings. Where the shared
   * store would not be given what this one brings, the others are not expected to give it either.
   */
  private void claim(Flight flight, Candidate candidate) {
    if (!flight.dismissThoseWhoMayNotFetch()) {
      lookups.end(flight);
      return;
    }
    long waitedNanos = System.nanoTime() - flight.beganNanos();
    boolean nothingToWaitFor = !admission.isExpected(flight.key());
    if (nothingToWaitFor || waitedNanos >= flight.template().limits().collapseTimeout().toNanos()) {
      lookups.fetch(flight, candidate);
      return;
    }
    var acquired = claims.acquire(flight);
    // Behind the claim on the same connection: whoever held it before has stored by then, which a
    // look from before the claim may have missed.
    find(flight)
        .otherwise(Optional.empty())
        .onSuccess(again -> acquired.onSuccess(mine -> claimed(flight, candidate, mine, again)));
  }

  private void claimed(
      Flight flight, Candidate candidate, boolean mine, Optional<CacheEntry> again) {
    var entry = better(again, candidate);
    if (entry != null) {
      claims.settle(flight, Settled.Outcome.STORED);
      use(flight, entry, Source.L2, after -> claim(flight, after));
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
