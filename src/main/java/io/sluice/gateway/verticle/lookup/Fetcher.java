package io.sluice.gateway.verticle.lookup;

import io.sluice.gateway.caching.HopByHop;
import io.sluice.gateway.caching.NotModified;
import io.sluice.gateway.caching.ResponseHead;
import io.sluice.gateway.caching.Revalidation;
import io.sluice.gateway.caching.StaleIfError;
import io.sluice.gateway.caching.StoreDecision;
import io.sluice.gateway.invalidation.FetchToken;
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
import io.sluice.gateway.verticle.WholeBody;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes a flight's fetch, and decides what its answer means: a confirmation of what is stored, an
 * error that it may stand in for, or a response of its own ({@link Sharing}).
 *
 * <p>The token is taken before the request is sent: whatever is invalidated from then on makes the
 * response invalid, however late it arrives. Such a response still answers the request that led the
 * fetch, which was under way before the invalidation had succeeded, and nobody else.
 */
final class Fetcher {
  private final FetchClient client;
  private final Validity validity;
  private final Counters counters;
  private final EntryWriter writer;
  private final Claims claims;
  private final Sharing sharing;
  private final Lookups lookups;

  Fetcher(
      FetchClient client,
      Validity validity,
      Counters counters,
      EntryWriter writer,
      Claims claims,
      Sharing sharing,
      Lookups lookups) {
    this.client = client;
    this.validity = validity;
    this.counters = counters;
    this.writer = writer;
    this.claims = claims;
    this.sharing = sharing;
    this.lookups = lookups;
  }

  /** Asks the origin, conditionally if the candidate is to be validated. */
  void fetch(Flight flight, Candidate candidate) {
    // A condition on another method would be one on whether to act (RFC 9110 §13.1.2).
    send(flight, flight.key().method().equals("GET") ? candidate.entryToValidate() : null);
  }

  private void send(Flight flight, @Nullable CacheEntry candidate) {
    // The token first: what is invalidated after the look at the entry makes the answer invalid.
    var token = validity.token();
    // A 304 could confirm by a date what is invalid since the entry was found.
    var validated =
        candidate != null && validity.checkTable(candidate.stamp()) == Verdict.INVALID
            ? null
            : candidate;
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
    flight.fetching(System.nanoTime(), token);
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
                new Cancellation(),
                flight.span()))
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
    var decision = template.policy().decide(template.request(), head);
    var answer = new Sharing.Answer(flight, head, decision, response);
    if (StaleIfError.isError(response.status()) && answerStale(flight, response.status())) {
      claims.settle(flight, Outcome.FAILED);
      response.body().release();
      lookups.end(flight);
      return;
    }
    if (decision instanceof StoreDecision.Store store) {
      var stamp = EntryWriter.stamp(flight.key(), store.response(), token);
      if (head.contentLength() > template.limits().maxObjectBytes()) {
        sharing.pass(answer, "too-large");
      } else {
        sharing.store(answer, store, stamp);
      }
    } else if (decision instanceof StoreDecision.DoNotStore refused) {
      sharing.pass(answer, refused.reason());
    }
  }

  private void confirmed(Flight flight, CacheEntry validated, FetchToken token, ResponseHead head) {
    var stored = validated.response();
    var applied =
        flight
            .template()
            .policy()
            .forResponse(
                stored.status(),
                NotModified.merged(stored, head),
                validated.body().length(),
                validated.body());
    var outcome =
        NotModified.merge(
            flight.template().request(), stored, head, applied.policy(), applied.tags());
    if (outcome instanceof NotModified.Outcome.Updated updated) {
      var response = updated.response().rewritten(applied.rewrites());
      var stamp = EntryWriter.stamp(flight.key(), response, token);
      var entry = validated.with(response, stamp);
      revalidated(flight, entry, null, updated.shareable() ? null : "not-shareable");
    } else if (outcome instanceof NotModified.Outcome.Unstorable unstorable) {
      var response = unstorable.response().rewritten(applied.rewrites());
      var entry = validated.with(response, validated.stamp());
      revalidated(flight, entry, unstorable.reason(), unstorable.reason());
    } else {
      // It confirms something else than what we have: ask again, for the whole.
      send(flight, null);
    }
  }

  /**
   * A 304 confirmed what was stored: everybody who waits gets it.
   *
   * @param unstorable why it is not stored again, or null
   * @param unshared why nobody but the leader gets it, or null
   */
  private void revalidated(
      Flight flight, CacheEntry entry, @Nullable String unstorable, @Nullable String unshared) {
    boolean valid = unstorable == null && validity.checkTable(entry.stamp()) != Verdict.INVALID;
    if (valid) {
      writer
          .write(entry)
          .onSuccess(
              shared ->
                  claims.settle(
                      flight, unshared == null ? Sharing.outcome(shared) : Outcome.UNSTORABLE));
    } else {
      claims.settle(flight, unshared == null ? Outcome.FAILED : Outcome.UNSTORABLE);
    }
    counters.count(Event.REVALIDATED);
    var waiters = flight.takeWaiters();
    lookups.end(flight);
    for (var waiter : waiters) {
      var request = waiter.lookup();
      if (flight.isLedBy(waiter)
          || unshared == null
              && (valid || flight.beganAfter(request))
              && entry.response().vary().matches(request.request().fields())) {
        waiter.answer(
            new LookupReply.Stored(
                entry,
                Source.REVALIDATED,
                false,
                waiter.reason(),
                304,
                waiter.isCollapsed(),
                unstorable));
      } else if (unshared != null) {
        waiter.answer(new LookupReply.Pass(waiter.reason(), unshared));
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
                true,
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
}
