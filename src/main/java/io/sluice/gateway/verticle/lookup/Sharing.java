package io.sluice.gateway.verticle.lookup;

import io.sluice.gateway.caching.ResponseHead;
import io.sluice.gateway.caching.StaleIfError;
import io.sluice.gateway.caching.StoreDecision;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.caching.Vary;
import io.sluice.gateway.invalidation.FetchToken;
import io.sluice.gateway.invalidation.Stamp;
import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.invalidation.Verdict;
import io.sluice.gateway.message.BodyStream;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.message.LookupReply;
import io.sluice.gateway.message.Settled.Outcome;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.spi.UpstreamResponse;
import io.sluice.gateway.verticle.PassedFields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shares a response that is on its way among those who wait for it, and stores it. */
final class Sharing {
  private static final Logger LOG = LoggerFactory.getLogger(Sharing.class);

  private final Validity validity;
  private final Counters counters;
  private final LookupOptions options;
  private final EntryWriter writer;
  private final HitForMiss hitForMiss;
  private final Claims claims;
  private final Lookups lookups;

  Sharing(
      Validity validity,
      Counters counters,
      LookupOptions options,
      EntryWriter writer,
      HitForMiss hitForMiss,
      Claims claims,
      Lookups lookups) {
    this.validity = validity;
    this.counters = counters;
    this.options = options;
    this.writer = writer;
    this.hitForMiss = hitForMiss;
    this.claims = claims;
    this.lookups = lookups;
  }

  /** A response to a flight, and whether it may be stored. */
  record Answer(
      Flight flight, ResponseHead head, StoreDecision decision, UpstreamResponse response) {}

  /** Storable: everybody whom it suits reads it while it arrives. */
  void store(Answer answer, StoreDecision.Store store, Stamp stamp) {
    var flight = answer.flight();
    var body = answer.response().body();
    var arriving = new Flight.Joinable(store.response(), stamp, body);
    LOG.debug("{}: storing {}", flight.key().target().path(), store.response());
    boolean valid = validity.checkTable(stamp) != Verdict.INVALID;
    if (store.shareable() && valid) {
      flight.streaming(arriving);
    }
    hitForMiss.clear(flight.key());
    var answers =
        flight.takeWaiters().stream().map(w -> answer(flight, store, arriving, valid, w)).toList();
    if (!store.shareable() || !valid) {
      lookups.end(flight);
    }
    if (!store.shareable()) {
      claims.settle(flight, Outcome.UNSTORABLE);
    }
    // Before anybody reads: who has read the whole finds it stored, also when it is whole by now.
    if (valid) {
      body.observe(new Collector(flight, answer.head(), arriving));
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
      boolean suits =
          (valid || flight.beganAfter(request))
              && store.response().vary().matches(request.request().fields());
      if (!suits) {
        return () -> lookups.readmit(waiter);
      }
    }
    var reply = streaming(arriving, waiter);
    return () -> waiter.answer(reply);
  }

  static Outcome outcome(boolean shared) {
    return shared ? Outcome.STORED : Outcome.FAILED;
  }

  /** Gives a waiter its own reader of a body that is on its way. */
  static void handOut(Flight.Joinable arriving, Waiter waiter) {
    waiter.answer(streaming(arriving, waiter));
  }

  private static LookupReply streaming(Flight.Joinable arriving, Waiter waiter) {
    return new LookupReply.Streaming(
        arriving.response().status(),
        arriving.response().fields(),
        arriving.response(),
        arriving.body().reserve(),
        waiter.reason(),
        waiter.isCollapsed(),
        null);
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

  /** Watches a body that is to be stored until it is whole, too large, or broken. */
  private final class Collector implements BodyStream.Observer {
    private final Flight flight;
    private final ResponseHead head;
    private final Flight.Joinable arriving;
    private boolean done;

    Collector(Flight flight, ResponseHead head, Flight.Joinable arriving) {
      this.flight = flight;
      this.head = head;
      this.arriving = arriving;
    }

    @Override
    public void appended(long totalBytes) {
      if (!done && totalBytes > options.maxObjectBytes()) {
        done = true;
        counters.count(Event.NOT_STORED);
        claims.settle(flight, Outcome.UNSTORABLE);
        hitForMiss.mark(flight.key(), System.nanoTime());
        lookups.end(flight);
        arriving.body().release();
      }
    }

    @Override
    public void ended(boolean complete) {
      if (done) {
        return;
      }
      done = true;
      if (complete && validity.checkTable(arriving.stamp()) != Verdict.INVALID) {
        write();
      } else {
        claims.settle(flight, Outcome.FAILED);
      }
      lookups.end(flight);
    }

    private void write() {
      var whole = arriving.body().whole();
      if (whole.length() == head.contentLength()) {
        write(new CacheEntry(flight.key(), arriving.response(), whole, arriving.stamp()));
        return;
      }
      // The rules were asked without knowing the length.
      var template = flight.template();
      if (template.policy().decide(template.request(), head, whole.length())
          instanceof StoreDecision.Store store) {
        var token = new FetchToken(arriving.stamp().generation(), arriving.stamp().sequence());
        var stamp = EntryWriter.stamp(flight.key(), store.response(), token);
        write(new CacheEntry(flight.key(), store.response(), whole, stamp));
      } else {
        counters.count(Event.NOT_STORED);
        claims.settle(flight, Outcome.UNSTORABLE);
        hitForMiss.mark(flight.key(), System.nanoTime());
      }
    }

    private void write(CacheEntry entry) {
      writer.write(entry).onSuccess(shared -> claims.settle(flight, outcome(shared)));
    }
  }
}
