package io.sluice.gateway.verticle.lookup;

import io.sluice.gateway.caching.CacheDecision;
import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.ForwardReason;
import io.sluice.gateway.caching.StaleIfError;
import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.invalidation.Verdict;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.message.GatewayFailure;
import io.sluice.gateway.message.Lookup;
import io.sluice.gateway.message.LookupReply;
import io.sluice.gateway.message.LookupReply.Source;
import io.sluice.gateway.message.Settled;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.spi.LocalStore;
import io.sluice.gateway.spi.SharedStore;
import io.sluice.gateway.verticle.FetchClient;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the look-ups of the keys that belong to one event loop.
 *
 * <p>A look-up goes, until it is answered: memory once more (another may have filled it); a flight
 * of the same key that it may join; the shared store; the origin. Requests for one key that arrive
 * meanwhile take part in the same flight. Single-threaded, so that needs no lock.
 */
public final class Lookups {
  private static final Logger LOG = LoggerFactory.getLogger(Lookups.class);

  private final Vertx vertx;
  private final LocalStore local;
  private final SharedStore shared;
  private final Validity validity;
  private final Counters counters;
  private final LookupOptions options;
  private final EntryWriter writer;
  private final Claims claims;
  private final Fetcher fetcher;
  private final HitForMiss hitForMiss = new HitForMiss();
  private final Map<CacheKey, List<Flight>> flights = new HashMap<>();

  /**
   * @param node names this node and this event loop
   * @param index told of every entry that the shared store has taken
   */
  public Lookups(
      Vertx vertx,
      LocalStore local,
      SharedStore shared,
      Validity validity,
      Counters counters,
      LookupOptions options,
      FetchClient client,
      String node,
      Consumer<CacheEntry> index) {
    this.vertx = vertx;
    this.local = local;
    this.shared = shared;
    this.validity = validity;
    this.counters = counters;
    this.options = options;
    this.writer = new EntryWriter(local, shared, counters, options, index);
    this.claims = new Claims(vertx, shared, node);
    this.fetcher =
        new Fetcher(client, validity, counters, options, writer, hitForMiss, claims, this);
  }

  /**
   * Answers, sooner or later, exactly once.
   *
   * @param reply ignored by {@link Lookup.Kind#REFRESH}, which has no answer
   */
  public void lookup(Lookup lookup, Consumer<LookupReply> reply) {
    var candidate =
        Candidate.of(local.find(lookup.key()), lookup, validity, System.currentTimeMillis());
    LOG.debug("{}: {}, {}", lookup.key(), lookup.kind(), candidate.decision());
    if (lookup.kind() == Lookup.Kind.REFRESH) {
      refresh(lookup, candidate);
    } else {
      admit(new Waiter(lookup, candidate, reply));
    }
  }

  /** Stores what was fetched for one request alone and turned out to be storable. */
  public void store(CacheEntry entry) {
    if (validity.checkTable(entry.stamp()) != Verdict.INVALID) {
      hitForMiss.clear(entry.key());
      writer.write(entry);
    }
  }

  /** Looks again for a waiter whose flight brought nothing for it. */
  void readmit(Waiter waiter) {
    if (!waiter.isAnswered()) {
      waiter.candidate(
          Candidate.of(
              local.find(waiter.lookup().key()),
              waiter.lookup(),
              validity,
              System.currentTimeMillis()));
      admit(waiter);
    }
  }

  private void admit(Waiter waiter) {
    if (waiter.candidate().isUsable()) {
      answerFromStore(waiter, Source.L1);
      return;
    }
    var lookup = waiter.lookup();
    boolean mayFetch = lookup.kind() == Lookup.Kind.SHARED_FETCH && !isUnsatisfiable(waiter);
    if (mayFetch) {
      if (hitForMiss.isMarked(lookup.key(), System.nanoTime())
          && waiter.candidate().entry() == null) {
        waiter.answer(new LookupReply.Pass(waiter.reason(), "hit-for-miss"));
        return;
      }
      if (join(waiter)) {
        return;
      }
    }
    var flight =
        new Flight(
            lookup,
            mayFetch ? Flight.Purpose.ANSWERS : Flight.Purpose.STORED_ANSWER,
            varyNames(lookup.key()));
    flight.lead(waiter);
    flights.computeIfAbsent(lookup.key(), key -> new ArrayList<>(1)).add(flight);
    look(flight, waiter.candidate());
  }

  private void refresh(Lookup lookup, Candidate candidate) {
    if (candidate.decision() instanceof CacheDecision.Hit) {
      return; // refreshed while the word of its being stale was on its way
    }
    for (var current : flights.getOrDefault(lookup.key(), List.of())) {
      if (current.willFetch() && current.suits(lookup)) {
        return;
      }
    }
    var flight = new Flight(lookup, Flight.Purpose.REFRESH, varyNames(lookup.key()));
    flights.computeIfAbsent(lookup.key(), key -> new ArrayList<>(1)).add(flight);
    look(flight, candidate);
  }

  /** Joins, or waits for the end of, a flight of the same key; false when there is none to suit. */
  private boolean join(Waiter waiter) {
    for (var flight : flights.getOrDefault(waiter.lookup().key(), List.of())) {
      if (!flight.isOpen() || !flight.suits(waiter.lookup())) {
        continue;
      }
      if (waiter.needsLaterFetch() && !flight.beganAfter(waiter.lookup())) {
        if (flight.phase() == Flight.Phase.FETCHING) {
          flight.queue(waiter);
          limitWait(flight, waiter);
          return true;
        }
        continue;
      }
      var arriving = flight.joinable();
      if (arriving == null) {
        waiter.markCollapsed();
        flight.await(waiter);
        limitWait(flight, waiter);
        return true;
      }
      if (validity.checkTable(arriving.stamp()) != Verdict.INVALID
          || flight.beganAfter(waiter.lookup())) {
        waiter.markCollapsed();
        Fetcher.handOut(arriving, waiter);
        return true;
      }
    }
    return false;
  }

  /** A stalled fetch holds nobody but its own leader longer than the collapse timeout. */
  private void limitWait(Flight flight, Waiter waiter) {
    vertx.setTimer(
        options.collapseTimeout().toMillis(),
        id -> {
          if (!waiter.isAnswered()) {
            flight.remove(waiter);
            waiter.answer(new LookupReply.Pass(waiter.reason(), "collapse-timeout"));
          }
        });
  }

  private void look(Flight flight, Candidate candidate) {
    boolean worthIt =
        flight.template().trusted()
            && shared.isAvailable()
            && candidate.reason() != ForwardReason.REQUEST;
    if (!worthIt) {
      fetch(flight, candidate);
      return;
    }
    shared
        .find(flight.key(), flight.template().request().fields())
        .onComplete(
            found -> found(flight, candidate, found),
            cause -> {
              counters.count(Event.L2_ERROR);
              fetch(flight, candidate);
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
        answerFromStore(waiter, Source.L2);
      } else {
        flight.await(waiter);
      }
    }
    boolean refreshed = candidate.decision() instanceof CacheDecision.Hit;
    if (flight.hasWaiters() || (flight.isBackground() && !refreshed)) {
      claim(flight, candidate);
    } else {
      end(flight);
    }
  }

  private static boolean isNewer(CacheEntry entry, @Nullable CacheEntry than) {
    return than == null
        || entry.response().responseTimeMillis() > than.response().responseTimeMillis();
  }

  /** Fetches, unless another node is about to: then waits for what that brings. */
  private void claim(Flight flight, Candidate candidate) {
    if (!answerThoseWhoMayNotFetch(flight)) {
      end(flight);
      return;
    }
    long waitedNanos = System.nanoTime() - flight.beganNanos();
    if (waitedNanos >= options.collapseTimeout().toNanos()) {
      fetch(flight, candidate);
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
      fetch(flight, candidate);
    } else if (flight.isBackground()) {
      end(flight);
    } else {
      flight.waitsForAnotherNode();
      claims.await(flight, () -> look(flight, candidate), () -> passAll(flight));
    }
  }

  /** Another node has learnt that responses of this key cannot be shared. */
  private void passAll(Flight flight) {
    hitForMiss.mark(flight.key(), System.nanoTime());
    var waiters = flight.takeWaiters();
    end(flight);
    waiters.forEach(waiter -> waiter.answer(new LookupReply.Pass(waiter.reason(), "hit-for-miss")));
  }

  /**
   * Tells those that may not ask the origin that nothing is stored.
   *
   * @return whether somebody is left to ask it for
   */
  private static boolean answerThoseWhoMayNotFetch(Flight flight) {
    for (var waiter : flight.takeWaiters()) {
      if (isUnsatisfiable(waiter)) {
        waiter.answer(
            new LookupReply.Failed(
                new GatewayFailure(
                    GatewayFailure.Kind.ONLY_IF_CACHED, "nothing that may be used is stored"),
                waiter.reason()));
      } else if (waiter.lookup().kind() == Lookup.Kind.STORE_ONLY) {
        waiter.answer(new LookupReply.Pass(waiter.reason(), null));
      } else {
        flight.await(waiter);
      }
    }
    return flight.hasWaiters() || flight.isBackground();
  }

  private void fetch(Flight flight, Candidate candidate) {
    if (answerThoseWhoMayNotFetch(flight)) {
      flight.fetching(System.nanoTime());
      fetcher.fetch(flight, candidate);
    } else {
      claims.settle(flight, Settled.Outcome.FAILED);
      end(flight);
    }
  }

  /** The flight has its answer: nobody joins any more, and whoever was queued looks again. */
  void end(Flight flight) {
    var current = flights.get(flight.key());
    if (current != null && current.remove(flight) && current.isEmpty()) {
      flights.remove(flight.key());
    }
    releaseQueued(flight);
  }

  void releaseQueued(Flight flight) {
    flight.takeQueued().forEach(this::readmit);
  }

  /** Answers from the candidate's entry, which may be used as it is. */
  void answerFromStore(Waiter waiter, Source source) {
    var entry = waiter.candidate().entry();
    if (entry == null) {
      throw new IllegalStateException("a usable candidate has an entry");
    }
    waiter.answer(new LookupReply.Stored(entry, source, null, 0, waiter.isCollapsed(), null));
    if (waiter.candidate().decision() instanceof CacheDecision.ServeStaleAndRefresh) {
      refresh(waiter.lookup(), waiter.candidate());
    }
  }

  /** The origin failed: a stale response where one may stand in, else the failure. */
  void answerFailure(Waiter waiter, GatewayFailure failure) {
    var candidate = waiter.candidate();
    if (candidate.entry() != null && mayServeStale(candidate)) {
      waiter.answer(
          new LookupReply.Stored(
              candidate.entry(),
              Source.STALE_ON_ERROR,
              candidate.reason(),
              0,
              waiter.isCollapsed(),
              candidate.isUnverified() ? "unverified" : failure.kind().detail()));
    } else {
      waiter.answer(new LookupReply.Failed(failure, candidate.reason()));
    }
  }

  static boolean mayServeStale(Candidate candidate) {
    return StaleIfError.mayServe(candidate.decision(), System.currentTimeMillis());
  }

  private static boolean isUnsatisfiable(Waiter waiter) {
    return waiter.candidate().decision() instanceof CacheDecision.Unsatisfiable;
  }

  private @Nullable List<String> varyNames(CacheKey key) {
    for (var flight : flights.getOrDefault(key, List.of())) {
      var arriving = flight.joinable();
      if (arriving != null) {
        return arriving.response().vary().names();
      }
    }
    var variants = local.find(key);
    return variants == null ? null : variants.entries().get(0).response().vary().names();
  }
}
