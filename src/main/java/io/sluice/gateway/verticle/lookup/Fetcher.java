package io.sluice.gateway.verticle.lookup;

import io.sluice.gateway.caching.HopByHop;
import io.sluice.gateway.caching.NotModified;
import io.sluice.gateway.caching.ResponseHead;
import io.sluice.gateway.caching.Revalidation;
import io.sluice.gateway.caching.StaleIfError;
import io.sluice.gateway.caching.StoreDecision;
import io.sluice.gateway.caching.StoredFields;
import io.sluice.gateway.caching.Vary;
import io.sluice.gateway.invalidation.FetchToken;
import io.sluice.gateway.invalidation.Stamp;
import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.invalidation.Verdict;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.message.Cancellation;
import io.sluice.gateway.message.GatewayFailure;
import io.sluice.gateway.message.LookupReply;
import io.sluice.gateway.message.LookupReply.Source;
import io.sluice.gateway.message.MultiMapFields;
import io.sluice.gateway.message.Settled.Outcome;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.spi.UpstreamRequest;
import io.sluice.gateway.spi.UpstreamResponse;
import io.sluice.gateway.verticle.FetchClient;
import io.sluice.gateway.verticle.PassedFields;
import io.sluice.gateway.verticle.WholeBody;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a flight's fetch, shares its response among those who wait, and stores it.
 *
 * <p>The token is taken before the request is sent: whatever is invalidated from then on makes the
 * response invalid, however late it arrives. Such a response still answers the request that led the
 * fetch, which was under way before the invalidation had succeeded, and nobody else.
 */
final class Fetcher {
  private static final Logger LOG = LoggerFactory.getLogger(Fetcher.class);

  private final FetchClient client;
  private final Validity validity;
  private final Counters counters;
  private final LookupOptions options;
  private final EntryWriter writer;
  private final HitForMiss hitForMiss;
  private final Claims claims;
  private final Lookups lookups;

  Fetcher(
      FetchClient client,
      Validity validity,
      Counters counters,
      LookupOptions options,
      EntryWriter writer,
      HitForMiss hitForMiss,
      Claims claims,
      Lookups lookups) {
    this.client = client;
    this.validity = validity;
    this.counters = counters;
    this.options = options;
    this.writer = writer;
    this.hitForMiss = hitForMiss;
    this.claims = claims;
    this.lookups = lookups;
  }

  /** Asks the origin, conditionally if the candidate is to be validated. */
  void fetch(Flight flight, Candidate candidate) {
    // A condition on another method would be one on whether to act (RFC 9110 §13.1.2).
    send(flight, flight.key().method().equals("GET") ? candidate.entryToValidate() : null);
  }

  private void send(Flight flight, @Nullable CacheEntry validated) {
    var template = flight.template();
    var fields = MultiMap.caseInsensitiveMultiMap();
    for (var field : template.originFields()) {
      if (!HopByHop.isDroppedFromSharedFetch(field.getKey().toLowerCase(Locale.ROOT))) {
        fields.add(field.getKey(), field.getValue());
      }
    }
    if (validated != null) {
      Revalidation.conditions(validated.response(), fields::set);
    }
    var token = validity.token();
    client
        .fetch(
            new UpstreamRequest(
                template.policy().pool(),
                HttpMethod.valueOf(template.key().method()),
                template.key().target().originForm(),
                template.key().target().authority(),
                fields,
                WholeBody.of(template.content()),
                flight::interim,
                new Cancellation()))
        .onComplete(
            response -> answered(flight, validated, token, response),
            cause -> failed(flight, (GatewayFailure) cause));
  }

  private void failed(Flight flight, GatewayFailure failure) {
    claims.settle(flight, Outcome.FAILED);
    var waiters = flight.takeWaiters();
    lookups.end(flight);
    for (var waiter : waiters) {
      lookups.answerFailure(waiter, failure);
    }
  }

  private void answered(
      Flight flight, @Nullable CacheEntry validated, FetchToken token, UpstreamResponse response) {
    var fields = new MultiMapFields(response.fields());
    var template = flight.template();
    var head =
        new ResponseHead(
            response.status(), fields, response.requestTimeMillis(), response.responseTimeMillis());
    if (validated != null && response.status() == 304) {
      response.body().release();
      confirmed(flight, validated, token, head);
      return;
    }
    var decision = template.policy().decide(template.request(), head, head.contentLength());
    var answer = new Answer(flight, head, decision, response);
    if (StaleIfError.isError(response.status()) && answerStale(flight, response.status())) {
      claims.settle(flight, Outcome.FAILED);
      response.body().release();
      lookups.end(flight);
      return;
    }
    if (decision instanceof StoreDecision.Store store) {
      var stamp = EntryWriter.stamp(flight.key(), store.response(), token);
      if (head.contentLength() > options.maxObjectBytes()) {
        pass(answer, "too-large");
      } else {
        store(answer, store, stamp);
      }
    } else if (decision instanceof StoreDecision.DoNotStore refused) {
      pass(answer, refused.reason());
    }
  }

  private record Answer(
      Flight flight, ResponseHead head, StoreDecision decision, UpstreamResponse response) {}

  private void confirmed(Flight flight, CacheEntry validated, FetchToken token, ResponseHead head) {
    var stored = validated.response();
    var applied =
        flight
            .template()
            .policy()
            .forResponse(
                stored.status(), stored.fields().get("content-type"), validated.body().length());
    var outcome =
        NotModified.merge(
            flight.template().request(), stored, head, applied.policy(), applied.tags());
    if (outcome instanceof NotModified.Outcome.Updated updated) {
      var stamp = EntryWriter.stamp(flight.key(), updated.response(), token);
      revalidated(flight, validated.with(updated.response(), stamp), null);
    } else if (outcome instanceof NotModified.Outcome.Unstorable unstorable) {
      revalidated(
          flight, validated.with(unstorable.response(), validated.stamp()), unstorable.reason());
    } else {
      // It confirms something else than what we have: ask again, for the whole.
      send(flight, null);
    }
  }

  /**
   * A 304 confirmed what was stored: everybody who waits gets it.
   *
   * @param unstorable why nobody but the leader gets it, or null
   */
  private void revalidated(Flight flight, CacheEntry entry, @Nullable String unstorable) {
    boolean valid = unstorable == null && validity.checkTable(entry.stamp()) != Verdict.INVALID;
    if (valid) {
      writer.write(entry).onSuccess(shared -> claims.settle(flight, outcome(shared)));
    } else {
      claims.settle(flight, unstorable == null ? Outcome.FAILED : Outcome.UNSTORABLE);
    }
    counters.count(Event.REVALIDATED);
    var waiters = flight.takeWaiters();
    lookups.end(flight);
    for (var waiter : waiters) {
      var request = waiter.lookup();
      if (flight.isLedBy(waiter)
          || unstorable == null
              && (valid || flight.beganAfter(request))
              && entry.response().vary().matches(request.request().fields())) {
        waiter.answer(
            new LookupReply.Stored(
                entry, Source.REVALIDATED, waiter.reason(), 304, waiter.isCollapsed(), unstorable));
      } else if (unstorable != null) {
        waiter.answer(new LookupReply.Pass(waiter.reason(), unstorable));
      } else {
        lookups.readmit(waiter);
      }
    }
  }

  /**
   * Those whose terms allow it get what is stored instead of the origin's error.
   *
   * @return whether nobody is left who needs the error, which then must not replace what is stored
   */
  private static boolean answerStale(Flight flight, int status) {
    boolean any = flight.isBackground();
    for (var waiter : flight.takeWaiters()) {
      var entry = waiter.candidate().entry();
      if (entry != null && Lookups.mayServeStale(waiter.candidate())) {
        any = true;
        waiter.answer(
            new LookupReply.Stored(
                entry,
                Source.STALE_ON_ERROR,
                waiter.reason(),
                status,
                waiter.isCollapsed(),
                waiter.candidate().isUnverified() ? "unverified" : "origin-error"));
      } else {
        flight.await(waiter);
      }
    }
    return any && !flight.hasWaiters();
  }

  private void store(Answer answer, StoreDecision.Store store, Stamp stamp) {
    var flight = answer.flight();
    var body = answer.response().body();
    var arriving = new Flight.Joinable(store.response(), stamp, body);
    LOG.debug("{}: storing {}", flight.key(), store.response());
    boolean valid = validity.checkTable(stamp) != Verdict.INVALID;
    var waiters = flight.takeWaiters();
    if (store.shareable() && valid) {
      flight.streaming(arriving);
      lookups.releaseQueued(flight);
    } else {
      lookups.end(flight);
    }
    hitForMiss.clear(flight.key());
    if (!store.shareable()) {
      claims.settle(flight, Outcome.UNSTORABLE);
    }
    for (var waiter : waiters) {
      var request = waiter.lookup();
      if (flight.isLedBy(waiter)) {
        handOut(arriving, waiter);
      } else if (!store.shareable()) {
        waiter.answer(new LookupReply.Pass(waiter.reason(), "not-shareable"));
      } else if ((valid || flight.beganAfter(request))
          && store.response().vary().matches(request.request().fields())) {
        handOut(arriving, waiter);
      } else {
        lookups.readmit(waiter);
      }
    }
    if (valid) {
      body.observe(new Collector(flight, answer.head(), arriving));
    } else {
      claims.settle(flight, Outcome.FAILED);
      body.release();
    }
  }

  private static Outcome outcome(boolean shared) {
    return shared ? Outcome.STORED : Outcome.FAILED;
  }

  /** Gives a waiter its own reader of a body that is on its way. */
  static void handOut(Flight.Joinable arriving, Waiter waiter) {
    waiter.answer(
        new LookupReply.Streaming(
            arriving.response().status(),
            arriving.response().fields(),
            arriving.response(),
            arriving.body().reserve(),
            waiter.reason(),
            waiter.isCollapsed(),
            null));
  }

  /** Not stored: the leader gets it, and the others too if HTTP allows, else they fetch at once. */
  private void pass(Answer answer, String why) {
    LOG.debug("{} {}: not stored: {}", answer.head().status(), answer.flight().key(), why);
    counters.count(Event.NOT_STORED);
    var flight = answer.flight();
    claims.settle(flight, Outcome.UNSTORABLE);
    var waiters = flight.takeWaiters();
    if (!StaleIfError.isError(answer.head().status())) {
      // An error is no word on what the next response will be.
      hitForMiss.mark(flight.key(), System.nanoTime());
    }
    lookups.end(flight);
    var body = answer.response().body();
    var fields = PassedFields.of(answer.head(), flight.template().policy());
    var vary = Vary.of(answer.head().fields(), flight.template().request().fields());
    for (var waiter : waiters) {
      if (flight.isLedBy(waiter)
          || answer.decision().shareable()
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
  private final class Collector implements io.sluice.gateway.message.BodyStream.Observer {
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
