package io.sluice.gateway.verticle.lookup;

import io.sluice.gateway.caching.ResponseHead;
import io.sluice.gateway.caching.StaleIfError;
import io.sluice.gateway.caching.StoreDecision;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.caching.Vary;
import io.sluice.gateway.invalidation.Stamp;
import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.invalidation.Verdict;
import io.sluice.gateway.message.LookupReply;
import io.sluice.gateway.message.Settled.Outcome;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.spi.UpstreamResponse;
import io.sluice.gateway.verticle.PassedFields;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shares a response that is on its way among those who wait for it, and stores it. */
final class Sharing {
  private static final Logger LOG = LoggerFactory.getLogger(Sharing.class);

  final Validity validity;
  final Counters counters;
  final EntryWriter writer;
  final HitForMiss hitForMiss;
  final Claims claims;
  final Lookups lookups;

  Sharing(
      Validity validity,
      Counters counters,
      EntryWriter writer,
      HitForMiss hitForMiss,
      Claims claims,
      Lookups lookups) {
    this.validity = validity;
    this.counters = counters;
    this.writer = writer;
    this.hitForMiss = hitForMiss;
    this.claims = claims;
    this.lookups = lookups;
  }

  /** A response to a flight, and whether it may be stored. */
  record Answer(
      Flight flight, ResponseHead head, StoreDecision decision, UpstreamResponse response) {}

  /**
   * Storable: everybody whom it suits reads it while it arrives. Where its body is to tell its
   * tags, those who came after the fetch began wait for them: one of the tags may have been
   * invalidated before they came.
   */
  void store(Answer answer, StoreDecision.Store store, Stamp stamp) {
    var flight = answer.flight();
    var body = answer.response().body();
    var arriving = new Flight.Joinable(store.response(), stamp, body);
    LOG.debug("{}: storing {}", flight.key().target().path(), store.response());
    boolean valid = validity.checkTable(stamp) != Verdict.INVALID;
    boolean goesOn = store.shareable() && valid;
    if (goesOn && store.tagsAwaitBody()) {
      flight.tagging(arriving);
      body.hurry();
    } else if (goesOn) {
      flight.streaming(arriving);
    }
    hitForMiss.clear(flight.key());
    var answers =
        flight.takeWaiters().stream().map(w -> answer(flight, store, arriving, valid, w)).toList();
    if (!goesOn) {
      lookups.end(flight);
    }
    if (!store.shareable()) {
      claims.settle(flight, Outcome.UNSTORABLE);
    }
    // Before anybody reads: who has read the whole finds it stored, also when it is whole by now.
    if (valid) {
      body.observe(new Collector(this, flight, answer.head(), arriving, store.tagsAwaitBody()));
    } else {
      claims.settle(flight, Outcome.FAILED);
      body.release();
    }
    answers.forEach(Runnable::run);
    lookups.releaseQueued(flight);
  }

  /** What a waiter gets, for which its reader is reserved now. */
  private Runnable answer(
      Flight flight,
      StoreDecision.Store store,
      Flight.Joinable arriving,
      boolean valid,
      Waiter waiter) {
    var request = waiter.lookup();
    if (!flight.isLedBy(waiter)) {
      if (!store.shareable()) {
        return () -> waiter.answer(new LookupReply.Pass(waiter.reason(), "not-shareable"));
      }
      boolean suits = store.response().vary().matches(request.request().fields());
      if (suits && valid && store.tagsAwaitBody() && !flight.beganAfter(request)) {
        flight.await(waiter);
        return () -> {};
      }
      if (!suits || !(valid || flight.beganAfter(request))) {
        return () -> lookups.readmit(waiter);
      }
    }
    var reply = streaming(arriving, waiter, store.tagsAwaitBody() ? "tags-in-body" : null);
    return () -> waiter.answer(reply);
  }

  static Outcome outcome(boolean shared) {
    return shared ? Outcome.STORED : Outcome.FAILED;
  }

  /** Gives a waiter its own reader of a body that is on its way. */
  static void handOut(Flight.Joinable arriving, Waiter waiter) {
    waiter.answer(streaming(arriving, waiter, null));
  }

  private static LookupReply streaming(
      Flight.Joinable arriving, Waiter waiter, @Nullable String detail) {
    return new LookupReply.Streaming(
        arriving.response().status(),
        arriving.response().sentFields(),
        arriving.response(),
        arriving.body().reserve(),
        waiter.reason(),
        waiter.isCollapsed(),
        detail);
  }

  /** Not stored: the leader gets it, and the others too if HTTP allows, else they fetch at once. */
  void pass(Answer answer, String why) {
    LOG.debug(
        "{} {}: not stored: {}",
        answer.head().status(),
        answer.flight().key().target().path(),
        why);
    counters.count(Event.NOT_STORED);
    var flight = answer.flight();
    // An error is no word on what the next response will be, nor on what others may serve instead.
    boolean error = StaleIfError.isError(answer.head().status());
    claims.settle(flight, error ? Outcome.FAILED : Outcome.UNSTORABLE);
    var waiters = flight.takeWaiters();
    if (!error) {
      hitForMiss.mark(flight.key(), System.nanoTime());
    }
    lookups.end(flight);
    var body = answer.response().body();
    var fields = PassedFields.of(answer.head(), flight.template().policy());
    var vary = Vary.of(answer.head().fields(), flight.template().request().fields());
    // Nothing has taken out of these fields what is meant for the leader alone.
    boolean shared =
        answer.decision().shareable() && !answer.head().fields().contains("set-cookie");
    for (var waiter : waiters) {
      if (flight.isLedBy(waiter)
          || shared
              && flight.beganAfter(waiter.lookup())
              && vary.matches(waiter.lookup().request().fields())) {
        waiter.answer(streaming(answer, fields, waiter, why));
      } else {
        waiter.answer(new LookupReply.Pass(waiter.reason(), why));
      }
    }
    body.release();
  }

  private static LookupReply streaming(
      Answer answer, StoredFields fields, Waiter waiter, String why) {
    return new LookupReply.Streaming(
        answer.head().status(),
        fields,
        null,
        answer.response().body().reserve(),
        waiter.reason(),
        waiter.isCollapsed(),
        why);
  }
}
