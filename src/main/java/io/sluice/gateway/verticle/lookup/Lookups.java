package io.sluice.gateway.verticle.lookup;

import io.sluice.gateway.caching.CacheDecision;
import io.sluice.gateway.caching.CacheKey;
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
import io.sluice.gateway.spi.Current;
import io.sluice.gateway.spi.LocalStore;
import io.sluice.gateway.verticle.FetchClient;
import io.sluice.gateway.verticle.PeerBus;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the look-ups of the keys that belong to one event loop.
 *
 * <p>A look-up goes, until it is answered: memory once more (another may have filled it); a flight
 * of the same key that it may join; the shared store and this node's files ({@link SharedSearch});
 * the origin ({@link Fetcher}). Requests for one key that arrive meanwhile take part in the same
 * flight. Single-threaded, so that needs no lock.
 */
public final class Lookups {
  private static final Logger LOG = LoggerFactory.getLogger(Lookups.class);

  private final Vertx vertx;
  private final LocalStore local;
  private final Validity validity;
  private final RefreshPace pace;
  private final EntryWriter writer;
  private final Claims claims;
  private final SharedSearch search;
  private final Fetcher fetcher;
  private final HitForMiss hitForMiss = new HitForMiss();
  private final Flights flights = new Flights();

  /**
   * @param node names this node and this event loop
   * @param index told of every entry that the shared store has taken
   */
  public Lookups(
      Vertx vertx,
      Stores stores,
      Validity validity,
      Counters counters,
      Current<LookupOptions> options,
      RefreshPace pace,
      FetchClient client,
      PeerBus bus,
      String node,
      Consumer<CacheEntry> index) {
    this.vertx = vertx;
    this.local = stores.local();
    this.validity = validity;
    this.pace = pace;
    var admission = new SharedAdmission(options);
    this.writer = new EntryWriter(stores, counters, options, admission, index);
    this.claims = new Claims(vertx, bus, stores.shared(), validity, node);
    this.search = new SharedSearch(stores, validity, counters, admission, claims, this);
    var sharing = new Sharing(validity, counters, writer, hitForMiss, claims, this);
    this.fetcher = new Fetcher(client, validity, counters, writer, claims, sharing, this);
  }

  /**
   * Answers, sooner or later, exactly once.
   *
   * @param reply ignored by {@link Lookup.Kind#REFRESH}, which has no answer
   */
  public void lookup(Lookup lookup, Consumer<LookupReply> reply) {
    var candidate = look(lookup);
    LOG.debug("{}: {}, {}", lookup.key().target().path(), lookup.kind(), candidate.decision());
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

  private Candidate look(Lookup lookup) {
    return Candidate.of(local.find(lookup.key()), lookup, validity, System.currentTimeMillis());
  }

  /** Looks again for a waiter whose flight brought nothing for it. */
  void readmit(Waiter waiter) {
    if (!waiter.isAnswered()) {
      waiter.candidate(look(waiter.lookup()));
      admit(waiter);
    }
  }

  private void admit(Waiter waiter) {
    if (waiter.candidate().isUsable()) {
      answerFromStore(waiter, Source.L1);
      return;
    }
    var lookup = waiter.lookup();
    boolean mayFetch = lookup.kind() == Lookup.Kind.SHARED_FETCH && !waiter.isUnsatisfiable();
    if (mayFetch) {
      var unstorable = hitForMiss.find(lookup.key(), System.nanoTime());
      if (unstorable != null && waiter.candidate().entry() == null) {
        waiter.answer(new LookupReply.Pass(waiter.reason(), unstorable));
        return;
      }
      if (join(waiter)) {
        return;
      }
    }
    var purpose = mayFetch ? Flight.Purpose.ANSWERS : Flight.Purpose.STORED_ANSWER;
    var flight = flights.begin(lookup, purpose, storedVary(lookup.key()));
    flight.lead(waiter);
    search.look(flight, waiter.candidate());
  }

  private void refresh(Lookup lookup, Candidate candidate) {
    if (candidate.decision() instanceof CacheDecision.Hit) {
      return; // refreshed while the word of its being stale was on its way
    }
    for (var current : flights.of(lookup.key())) {
      if (current.willFetch() && current.suits(lookup)) {
        return;
      }
    }
    boolean paced =
        candidate.decision() instanceof CacheDecision.ServeStaleAndRefresh stale
            && stale.softPurged();
    if (paced && !pace.take(System.nanoTime())) {
      return; // it is served stale meanwhile, and the next request for it asks again
    }
    var flight = flights.begin(lookup, Flight.Purpose.REFRESH, storedVary(lookup.key()));
    if (paced) {
      flight.markPaced();
    }
    search.look(flight, candidate);
  }

  /** Joins, or waits for the end of, a flight of the same key; false when there is none to suit. */
  private boolean join(Waiter waiter) {
    var lookup = waiter.lookup();
    for (var flight : flights.of(lookup.key())) {
      if (!flight.isOpen() || !flight.suits(lookup)) {
        continue;
      }
      if (flight.isOverruled(validity) && !flight.beganAfter(lookup)) {
        // What it brings will answer nobody who comes now, here or on another node.
        claims.settle(flight, Settled.Outcome.FAILED);
        continue;
      }
      if (waiter.needsLaterFetch() && !flight.beganAfter(lookup)) {
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
      if (validity.checkTable(arriving.stamp()) != Verdict.INVALID || flight.beganAfter(lookup)) {
        waiter.markCollapsed();
        Sharing.handOut(arriving, waiter);
        return true;
      }
    }
    return false;
  }

  /**
   * A stalled fetch holds nobody but its own leader longer than the collapse timeout. Who waits
   * here no longer is not concerned: it may lead a fetch of its own by then.
   */
  private void limitWait(Flight flight, Waiter waiter) {
    long waitedMillis = (System.nanoTime() - waiter.lookup().arrivedNanos()) / 1_000_000;
    vertx.setTimer(
        Math.max(1, waiter.lookup().limits().collapseTimeout().toMillis() - waitedMillis),
        id -> {
          if (flight.remove(waiter)) {
            waiter.answer(new LookupReply.Pass(waiter.reason(), "collapse-timeout"));
          }
        });
  }

  void fetch(Flight flight, Candidate candidate) {
    if (flight.dismissThoseWhoMayNotFetch()) {
      fetcher.fetch(flight, candidate);
    } else {
      claims.settle(flight, Settled.Outcome.FAILED);
      end(flight);
    }
  }

  /** Another node has learnt that responses of this key cannot be shared. */
  void passAll(Flight flight) {
    hitForMiss.mark(flight.key(), System.nanoTime());
    var waiters = flight.takeWaiters();
    end(flight);
    waiters.forEach(waiter -> waiter.answer(new LookupReply.Pass(waiter.reason(), "hit-for-miss")));
  }

  /** The flight has its answer: nobody joins any more, and whoever was queued looks again. */
  void end(Flight flight) {
    flights.remove(flight);
    if (flight.isBackground()) {
      flight.span().end();
    }
    if (flight.sparedTheOrigin()) {
      pace.giveBack();
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
    waiter.answer(
        new LookupReply.Stored(
            entry, source, waiter.candidate().isStale(), null, 0, waiter.isCollapsed(), null));
    // Not for those that may not store, as in the mode read-only; it is in memory now, and whoever
    // meets it there has it refreshed.
    if (waiter.lookup().kind() == Lookup.Kind.SHARED_FETCH
        && waiter.candidate().decision() instanceof CacheDecision.ServeStaleAndRefresh) {
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
              true,
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

  private @Nullable List<String> storedVary(CacheKey key) {
    var variants = local.find(key);
    return variants == null ? null : variants.newest().response().vary().names();
  }
}
