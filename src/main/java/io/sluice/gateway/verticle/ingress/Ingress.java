package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CacheDecision;
import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.CacheStatus.XCache;
import io.sluice.gateway.caching.EventStream;
import io.sluice.gateway.caching.ForwardReason;
import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.caching.RequestTarget;
import io.sluice.gateway.caching.StoredResponse;
import io.sluice.gateway.invalidation.Verdict;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.message.GatewayFailure;
import io.sluice.gateway.message.GatewayFailure.Kind;
import io.sluice.gateway.message.Interim;
import io.sluice.gateway.message.Lookup;
import io.sluice.gateway.message.MultiMapFields;
import io.sluice.gateway.message.RequestPolicy;
import io.sluice.gateway.message.Span;
import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.verticle.FetchClient;
import io.sluice.gateway.verticle.InvalidationClient;
import io.sluice.gateway.verticle.LookupClient;
import io.sluice.gateway.verticle.dialect.PurgeRequests;
import io.sluice.gateway.verticle.lookup.Candidate;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the requests of one event loop that come under one configuration, and sees them through
 * under it, whatever is configured meanwhile ({@link CurrentIngress}). What memory can answer is
 * answered here and now; the rest goes to the loop that owns the key ({@link LookupAnswer}) or
 * straight to the origin ({@link Forward}).
 */
public final class Ingress {
  private static final Logger LOG = LoggerFactory.getLogger(Ingress.class);

  /** Of a request for a host that is not configured. */
  static final String NOT_SERVED = "this gateway does not serve that host";

  private final IngressLoop loop;
  private final IngressServices services;
  private final Set<HttpConnection> distrusted;
  private final WriteInvalidation writes;
  private final OriginFields originFields;
  private final Failures failures;
  private final RateLimits rateLimits;
  private final Purge purge;
  private final Debugging debugging;
  private final EntryCoding entryCoding;
  private final StreamCoding streamCoding;
  private final ServedHosts servedHosts;
  private final Prefetcher prefetcher;
  private final Accounting accounting;
  private final HitAnswer hits;

  /** The port's, not what an HTTP/2 request claims of itself in {@code :scheme}. */
  private final String scheme;

  Ingress(IngressServices services, IngressLoop loop) {
    this.loop = loop;
    this.services = services;
    this.distrusted = loop.distrusted();
    this.writes = new WriteInvalidation(loop.invalidations(), services.invalidationTimeout());
    this.originFields = new OriginFields(services.http());
    this.failures = new Failures(services.identifier());
    this.rateLimits = new RateLimits(services.http());
    this.purge = new Purge(this);
    this.debugging = new Debugging(services.tokens());
    this.entryCoding = new EntryCoding(services, loop.codingWork());
    this.streamCoding =
        new StreamCoding(services.codingTerms(), services.coder(), loop.codingWork());
    this.scheme = services.http().tls() == null ? "http" : "https";
    this.servedHosts = new ServedHosts(services.http().hosts());
    this.prefetcher = new Prefetcher(loop.ownRequests(() -> services), services.counters());
    this.accounting =
        new Accounting(
            services.traffic(),
            services.requestLog(),
            services.tracing(),
            services.http(),
            loop.sample(),
            services.rules());
    this.hits = new HitAnswer(services, debugging, entryCoding, accounting);
  }

  /** Answers a request, now or later. */
  public void handle(HttpServerRequest request) {
    if (!distrusted.isEmpty() && distrusted.contains(request.connection())) {
      // It was parsed before its connection was closed: what looks like a request may be smuggled.
      return;
    }
    loop.drain().answering(request);
    long began = accounting.began();
    RequestHead head;
    boolean webSocket;
    try {
      var fault = RequestChecks.framing(request);
      if (fault != null) {
        throw fault;
      }
      webSocket =
          RequestChecks.dropFieldsNamedInConnection(request)
              && services.http().maxTunnels() > 0
              && WebSocketRequest.isOne(request);
      head = head(request);
      if (webSocket) {
        WebSocketRequest.check(request);
      }
    } catch (GatewayFailure refused) {
      services.counters().count(Event.REFUSED);
      accounting.open(request, null, null, began).refuse();
      if (refused.kind().closes() && request.version() != HttpVersion.HTTP_2) {
        distrusted.add(request.connection());
      }
      failures.write(request, refused, null);
      return;
    }
    if (PurgeRequests.isMethod(head.method())) {
      purge.handle(request, head);
      return;
    }
    var policy = services.rules().of(head);
    if (services.rules().limitRates() && isBeyondLimit(request, head, policy, began)) {
      return;
    }
    if (webSocket) {
      distrusted.add(request.connection());
      services.counters().count(Event.BYPASS);
      new WebSocketPassage(this, asked(request, head, policy, null, null, began)).send();
      return;
    }
    if (!isCacheable(request, head, policy)) {
      services.counters().count(Event.BYPASS);
      forward(asked(request, head, policy, null, null, began), bypassReason(head, policy), null);
    } else if (head.isRead()) {
      answer(request, head, policy, policy.key(head, null), null, began);
    } else {
      KeyedContent.read(request, services.http().limits().bodyTimeout())
          .onSuccess(
              content -> {
                var key = policy.key(head, KeyedContent.digest(content));
                answer(request, head, policy, key, content, began);
              })
          .onFailure(
              cause -> {
                boolean late = cause instanceof TimeoutException;
                if (late) {
                  services.counters().count(Event.BODY_TIMEOUT);
                }
                accounting.open(request, head, policy.rule(), began).refuse();
                failures.write(
                    request,
                    late ? RequestChecks.stalled() : RequestChecks.bad("the content broke off"),
                    null);
              });
    }
  }

  private boolean isBeyondLimit(
      HttpServerRequest request, RequestHead head, RequestPolicy policy, long began) {
    var terms = services.rules().rate(policy);
    var refusal = terms == null ? null : rateLimits.refusal(request, head, terms);
    if (refusal != null) {
      services.counters().count(Event.RATE_LIMITED);
      accounting.open(request, head, policy.rule(), began).refuse();
      failures.write(request, refusal, null);
    }
    return refusal != null;
  }

  private void answer(
      HttpServerRequest request,
      RequestHead head,
      RequestPolicy policy,
      CacheKey key,
      @Nullable Buffer content,
      long began) {
    boolean trusted = services.validity().trusted();
    long nowMillis = System.currentTimeMillis();
    var candidate =
        Candidate.of(
            services.local().find(key),
            policy.asSent(head),
            policy,
            trusted,
            services.validity(),
            nowMillis);
    var entry = candidate.entry();
    // Not the key: its query, and what rules add to it, may be secrets.
    LOG.debug("{}: memory: {}", key.target().path(), candidate.decision());
    if (entry != null && candidate.decision() instanceof CacheDecision.Hit hit) {
      var word = hit.ttlSeconds() < 0 ? XCache.STALE : XCache.HIT;
      hits.write(request, head, policy, entry, word, hit.ttlSeconds(), nowMillis, began);
    } else if (entry != null
        && candidate.decision() instanceof CacheDecision.ServeStaleAndRefresh stale) {
      var span =
          hits.write(
              request, head, policy, entry, XCache.STALE, stale.ttlSeconds(), nowMillis, began);
      if (services.mode().mode() == CacheMode.Mode.ON) {
        loop.lookups()
            .refresh(
                lookup(request, head, policy, key, content, Lookup.Kind.REFRESH, trusted, span));
      }
    } else {
      services.counters().count(Event.L1_MISS);
      lookUp(asked(request, head, policy, key, content, began), key, trusted, candidate);
    }
  }

  private IngressRequest asked(
      HttpServerRequest request,
      RequestHead head,
      RequestPolicy policy,
      @Nullable CacheKey key,
      @Nullable Buffer content,
      long began) {
    var transaction = accounting.open(request, head, policy.rule(), began);
    return new IngressRequest(request, head, policy, key, content, transaction);
  }

  private RequestHead head(HttpServerRequest request) {
    String method = request.method().name();
    try {
      var target = RequestTarget.parse(method, request.uri(), scheme, RequestChecks.host(request));
      // Who purges by tag may call this node by any name.
      if (!servedHosts.include(target.authority()) && !PurgeRequests.isMethod(method)) {
        throw new GatewayFailure(Kind.MISDIRECTED, NOT_SERVED);
      }
      return new RequestHead(method, target, new MultiMapFields(request.headers()));
    } catch (InvalidTargetException invalid) {
      throw RequestChecks.bad(invalid.detail());
    }
  }

  /** A GET with content is not looked up: the key does not tell its content apart. */
  private boolean isCacheable(HttpServerRequest request, RequestHead head, RequestPolicy policy) {
    return policy.forRequest().methods().contains(head.method())
        && policy.forRequest().cache()
        && services.mode().mode() != CacheMode.Mode.BYPASS
        && (head.isRead() ? !RequestChecks.hasBody(request) : KeyedContent.fits(request));
  }

  private static ForwardReason bypassReason(RequestHead head, RequestPolicy policy) {
    return head.isRead() || !policy.forRequest().cache()
        ? ForwardReason.BYPASS
        : ForwardReason.METHOD;
  }

  private void lookUp(IngressRequest asked, CacheKey key, boolean trusted, Candidate candidate) {
    if (candidate.decision() instanceof CacheDecision.Fetch fetch
        && fetch.reason() == ForwardReason.REQUEST
        && fetch.fallback() == null) {
      // no-store, or a condition for the origin to judge: nothing to share.
      forward(asked, fetch.reason(), null);
      return;
    }
    var head = asked.head();
    if (EventStream.is(head.fields().get("accept"))) {
      // Each client's stream is its own: it neither waits for another's head nor shares it.
      forward(asked, candidate.reason(), "event-stream");
      return;
    }
    boolean shared =
        !head.method().equals("HEAD")
            && (!asked.wantsRange() || asked.policy().wholeForRangeBytes() > 0)
            && services.mode().mode() == CacheMode.Mode.ON;
    var kind = shared ? Lookup.Kind.SHARED_FETCH : Lookup.Kind.STORE_ONLY;
    loop.lookups()
        .lookUp(
            lookup(
                asked.request(),
                head,
                asked.policy(),
                key,
                asked.content(),
                kind,
                trusted,
                asked.transaction().span()))
        .onComplete(
            reply -> new LookupAnswer(this, asked).write(reply),
            cause ->
                failures.write(
                    asked.request(),
                    new GatewayFailure(
                        Kind.BAD_GATEWAY, "the gateway cannot look this up at the moment"),
                    candidate.reason()));
  }

  private Lookup lookup(
      HttpServerRequest request,
      RequestHead head,
      RequestPolicy policy,
      CacheKey key,
      @Nullable Buffer content,
      Lookup.Kind kind,
      boolean trusted,
      Span trace) {
    // What is fetched for others too is GET's response, also when a HEAD comes first.
    var sent = policy.asSent(head);
    var keyed =
        key.method().equals(head.method())
            ? sent
            : new RequestHead(key.method(), sent.target(), sent.fields());
    return new Lookup(
        key,
        keyed,
        content,
        policy,
        originFields.of(request, head, policy, content),
        kind,
        kind == Lookup.Kind.SHARED_FETCH ? interim(request) : Interim.IGNORE,
        trusted,
        System.nanoTime(),
        trace,
        services.fetchLimits());
  }

  void forward(IngressRequest asked, ForwardReason reason, @Nullable String detail) {
    new Forward(this, asked, reason, detail).send();
  }

  /** What memory has for a request whose look-up has just stored it, unless it is invalid again. */
  @Nullable CacheEntry stored(IngressRequest asked) {
    var key = asked.key();
    var variants = key == null ? null : services.local().find(key);
    var entry = variants == null ? null : variants.select(asked.sent().fields());
    return entry != null && services.validity().checkTable(entry.stamp()) == Verdict.VALID
        ? entry
        : null;
  }

  /** See {@link Debugging}. */
  String explained(String cacheStatus, IngressRequest asked, @Nullable StoredResponse stored) {
    return debugging.explained(cacheStatus, asked.request(), asked.policy(), asked.key(), stored);
  }

  Drain drain() {
    return loop.drain();
  }

  /** Takes the interim responses for a client of this event loop. */
  Interim interim(HttpServerRequest request) {
    return new ClientInterim(loop.context(), request, services.interimWriter());
  }

  IngressServices services() {
    return services;
  }

  Vertx vertx() {
    return loop.vertx();
  }

  Context context() {
    return loop.context();
  }

  FetchClient fetchClient() {
    return loop.fetchClient();
  }

  LookupClient lookups() {
    return loop.lookups();
  }

  ServedHosts servedHosts() {
    return servedHosts;
  }

  WriteInvalidation writes() {
    return writes;
  }

  Prefetcher prefetcher() {
    return prefetcher;
  }

  InvalidationClient invalidations() {
    return loop.invalidations();
  }

  OriginFields originFields() {
    return originFields;
  }

  EntryCoding entryCoding() {
    return entryCoding;
  }

  StreamCoding streamCoding() {
    return streamCoding;
  }

  Failures failures() {
    return failures;
  }
}
