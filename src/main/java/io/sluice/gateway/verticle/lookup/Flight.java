package io.sluice.gateway.verticle.lookup;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.StoredResponse;
import io.sluice.gateway.caching.Tags;
import io.sluice.gateway.caching.Vary;
import io.sluice.gateway.invalidation.FetchToken;
import io.sluice.gateway.invalidation.Stamp;
import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.invalidation.Verdict;
import io.sluice.gateway.message.BodyStream;
import io.sluice.gateway.message.Lookup;
import io.sluice.gateway.message.Span;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of one shared look-up and fetch: who waits for it, how far it is, and, once the head of
 * the response is there, what late-comers can join. {@link Lookups} moves it along.
 */
final class Flight {

  /** How far it is. */
  enum Phase {
    /** Looking into the shared store, or waiting for another node's fetch. */
    LOOKING,
    /** The origin is asked; the response's head is awaited. */
    FETCHING,
    /**
     * A storable body is on its way that tells by which tags it can be invalidated: before it is
     * whole, nobody knows whom it may answer who came after the fetch began.
     */
    TAGGING,
    /** A storable body is on its way, and can be joined from its beginning. */
    STREAMING
  }

  private final CacheKey key;
  private final Lookup template;
  private final Purpose purpose;
  private final List<Waiter> waiters = new ArrayList<>();
  private final List<Waiter> queued = new ArrayList<>();
  private final long beganNanos = System.nanoTime();
  private Phase phase = Phase.LOOKING;
  private final @Nullable List<String> varyHint;
  private boolean waitedForAnotherNode;
  private boolean paced;
  private long sentNanos;
  private @Nullable Stamp urlStamp;
  private @Nullable Waiter leader;
  private Span span;
  private @Nullable Claim claim;
  private @Nullable Joinable arriving;

  /** What it is flown for. */
  enum Purpose {
    /** To answer requests, by a fetch if need be. */
    ANSWERS,
    /**
     * To find a stored response for a request that may not lead a fetch (HEAD, Range,
     * only-if-cached); what it would send to the origin is nothing to share.
     */
    STORED_ANSWER,
    /** For the sake of the stores alone. */
    REFRESH
  }

  /** A response whose body is on its way. */
  record Joinable(StoredResponse response, Stamp stamp, BodyStream body) {}

  /**
   * @param template the request that is sent to the origin, should it be asked
   * @param varyHint what responses of this key were selected by lately, or null
   */
  Flight(Lookup template, Purpose purpose, @Nullable List<String> varyHint) {
    this.key = template.key();
    this.template = template;
    this.purpose = purpose;
    this.varyHint = varyHint;
    this.span = purpose == Purpose.REFRESH ? template.trace().part("refresh") : template.trace();
  }

  /** What it does is part of this: its own span in the background, else its leader's. */
  Span span() {
    return span;
  }

  CacheKey key() {
    return key;
  }

  Lookup template() {
    return template;
  }

  Phase phase() {
    return phase;
  }

  /** The right to fetch for the whole cluster, or null where it was not asked for or not given. */
  @Nullable Claim claim() {
    return claim;
  }

  void claim(@Nullable Claim claim) {
    this.claim = claim;
  }

  boolean isBackground() {
    return purpose == Purpose.REFRESH;
  }

  /** It was allowed by {@link RefreshPace}. */
  void markPaced() {
    paced = true;
  }

  /** Whether what it was allowed it has not needed. */
  boolean sparedTheOrigin() {
    return paced && phase == Phase.LOOKING;
  }

  void waitsForAnotherNode() {
    waitedForAnotherNode = true;
  }

  boolean hasWaitedForAnotherNode() {
    return waitedForAnotherNode;
  }

  /** {@link System#nanoTime} when it began to look. */
  long beganNanos() {
    return beganNanos;
  }

  /**
   * The origin is asked from this moment on.
   *
   * @param token taken just now
   */
  void fetching(long nowNanos, FetchToken token) {
    phase = Phase.FETCHING;
    sentNanos = nowNanos;
    urlStamp = new Stamp(token, Tags.hashes(key.target(), List.of()));
  }

  /**
   * Whether its URL, or a tag of what is on its way, has been invalidated since it asked the
   * origin: whatever that answers is for those alone who asked before.
   */
  boolean isOverruled(Validity validity) {
    var known = arriving;
    var stamp = known == null ? urlStamp : known.stamp();
    return stamp != null && validity.checkTable(stamp) == Verdict.INVALID;
  }

  /**
   * Whether its fetch began after the request had arrived: then it may answer the request whatever
   * was invalidated before, and whatever this node has missed.
   */
  boolean beganAfter(Lookup lookup) {
    return phase == Phase.LOOKING || sentNanos - lookup.arrivedNanos() >= 0;
  }

  void streaming(Joinable response) {
    phase = Phase.STREAMING;
    arriving = response;
  }

  /**
   * @param response without those of its tags that its body will tell
   */
  void tagging(Joinable response) {
    phase = Phase.TAGGING;
    arriving = response;
  }

  /** What there is to join. */
  @Nullable Joinable joinable() {
    return phase == Phase.STREAMING ? arriving : null;
  }

  /** What is on its way, to be joined or not. */
  @Nullable Joinable arriving() {
    return arriving;
  }

  void await(Waiter waiter) {
    waiters.add(waiter);
  }

  /** The waiter whose request is the template; it waits with the others. */
  void lead(Waiter waiter) {
    leader = waiter;
    span = waiter.span();
    await(waiter);
  }

  /**
   * Whether the origin is asked on behalf of this waiter's own request. Nobody leads a flight in
   * the background, and nobody inherits one whose leader has been answered: whoever waits first
   * then has joined like all others.
   */
  boolean isLedBy(Waiter waiter) {
    return waiter == leader;
  }

  /** Takes those that wait, in the order of their arrival. */
  List<Waiter> takeWaiters() {
    var taken = List.copyOf(waiters);
    waiters.clear();
    return taken;
  }

  /**
   * Passes an interim response on to those who wait; to the leader alone if its request said who it
   * is, since the origin may hint at what is meant for that one.
   */
  void interim(int status, MultiMap fields) {
    boolean personal =
        template.originFields().contains(HttpHeaders.COOKIE)
            || template.originFields().contains(HttpHeaders.AUTHORIZATION);
    for (var waiter : waiters) {
      if (isLedBy(waiter) || !personal) {
        waiter.lookup().interim().received(status, fields);
      }
    }
  }

  boolean hasWaiters() {
    return !waiters.isEmpty();
  }

  /**
   * Tells those that may not ask the origin that nothing is stored.
   *
   * @return whether somebody is left to ask it for
   */
  boolean dismissThoseWhoMayNotFetch() {
    for (var waiter : takeWaiters()) {
      if (!waiter.dismissUnlessItMayFetch()) {
        await(waiter);
      }
    }
    return hasWaiters() || isBackground();
  }

  /**
   * Takes one away.
   *
   * @return whether it still waited here
   */
  boolean remove(Waiter waiter) {
    return waiters.remove(waiter) || queued.remove(waiter);
  }

  /** Will be looked up anew once this fetch has got its answer. */
  void queue(Waiter waiter) {
    queued.add(waiter);
  }

  List<Waiter> takeQueued() {
    var taken = List.copyOf(queued);
    queued.clear();
    return taken;
  }

  /**
   * Whether it will renew what is stored, unless a store does: one that has just answered all that
   * waited, with a stale entry of the shared store, is about to end instead.
   */
  boolean willFetch() {
    return isBackground() || phase != Phase.LOOKING || hasWaiters();
  }

  /** Whether others may join it while it looks. */
  boolean isOpen() {
    return purpose != Purpose.STORED_ANSWER;
  }

  /** Whether the response that is on its way to this flight may be one for that request, too. */
  boolean suits(Lookup lookup) {
    if (lookup.limits() != template.limits()) {
      return false; // of another configuration, which may have other rules for it
    }
    var known = arriving;
    if (known != null) {
      return known.response().vary().matches(lookup.request().fields());
    }
    var names = varyHint;
    return names == null
        || names.isEmpty()
        || Vary.ofNames(names, template.request().fields())
            .equals(Vary.ofNames(names, lookup.request().fields()));
  }
}
