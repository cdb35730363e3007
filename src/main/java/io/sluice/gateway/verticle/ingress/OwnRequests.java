package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CacheDecision;
import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.caching.RequestTarget;
import io.sluice.gateway.caching.Text;
import io.sluice.gateway.caching.Variants;
import io.sluice.gateway.invalidation.Verdict;
import io.sluice.gateway.message.BodyReader;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.message.Cancellation;
import io.sluice.gateway.message.Interim;
import io.sluice.gateway.message.Lookup;
import io.sluice.gateway.message.LookupReply;
import io.sluice.gateway.message.MultiMapFields;
import io.sluice.gateway.message.RequestPolicy;
import io.sluice.gateway.message.Span;
import io.sluice.gateway.spi.UpstreamRequest;
import io.sluice.gateway.spi.UpstreamResponse;
import io.sluice.gateway.verticle.FetchClient;
import io.sluice.gateway.verticle.LookupClient;
import io.sluice.gateway.verticle.ingress.Drained.TooLongException;
import io.sluice.gateway.verticle.lookup.Candidate;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests that the gateway makes of itself, ahead of clients. They take a client's way: the same
 * key and rules, the same look-up on the loop that owns the key, the same storing. What is not to
 * be stored is not fetched, or given up when that turns out. Used on the event loop that made it.
 */
public final class OwnRequests {
  private final Context context;
  private final Supplier<IngressServices> current;
  private final LookupClient lookups;
  private final FetchClient fetches;
  private Terms known;

  /** What became of a request. */
  public enum Outcome {
    /** It was there, or in the shared store. */
    HIT,
    /** It was fetched, or confirmed by the origin, and is stored now. */
    STORED,
    /** It must not be stored, or is too large, or the cache is switched off. */
    NOT_STORED,
    /** There is no answer, or it is an error. */
    FAILED
  }

  /**
   * @param bytes of the body
   * @param detail what failed, or null
   */
  public record Result(Outcome outcome, long bytes, @Nullable String detail) {
    static Result failed(String detail) {
      return new Result(Outcome.FAILED, 0, detail);
    }
  }

  /** What one configuration makes of requests; each keeps to that under which it began. */
  private record Terms(
      IngressServices services, OriginFields originFields, ServedHosts servedHosts, String scheme) {
    Terms(IngressServices services) {
      this(
          services,
          new OriginFields(services.http()),
          new ServedHosts(services.http().hosts()),
          services.http().tls() == null ? "http" : "https");
    }
  }

  /**
   * To be made on its event loop.
   *
   * @param current asked once for each request
   */
  public OwnRequests(
      Vertx vertx, Supplier<IngressServices> current, LookupClient lookups, FetchClient fetches) {
    this.context = vertx.getOrCreateContext();
    this.current = current;
    this.lookups = lookups;
    this.fetches = fetches;
    this.known = new Terms(current.get());
  }

  private Terms terms() {
    var services = current.get();
    if (services.fetchLimits() != known.services().fetchLimits()) {
      known = new Terms(services);
    }
    return known;
  }

  /**
   * The target that a client's request for this URL has here. Its scheme becomes the data port's:
   * behind a proxy that ends TLS, what the world knows as https is asked for as http.
   *
   * @throws InvalidTargetException for what is no URL
   * @throws IllegalArgumentException for what is none of this gateway's, saying what is expected
   */
  public RequestTarget target(String url) throws InvalidTargetException {
    var terms = terms();
    var written = url.substring(0, Math.max(0, url.indexOf("://"))).toLowerCase(Locale.ROOT);
    if (!(written.equals("http") || written.equals("https"))
        || url.indexOf('#') >= 0
        || url.length() > terms.services().http().maxUriBytes()) {
      throw new IllegalArgumentException(
          Text.printable(url)
              + " (expected: a URL that begins with http:// or https://, without #, of at most "
              + terms.services().http().maxUriBytes()
              + " bytes)");
    }
    // As its own scheme has it, so that a default port is none.
    var there = RequestTarget.parse("GET", url, written, "nowhere");
    if (!terms.servedHosts().include(there.authority())) {
      throw new IllegalArgumentException(
          Text.printable(url) + " (expected: a host that http.hosts has)");
    }
    return RequestTarget.parse("GET", there.originForm(), terms.scheme(), there.authority());
  }

  /** Whether {@code http.hosts} names the hosts, so that not every host is taken for one's own. */
  public boolean namesHosts() {
    return !current.get().http().hosts().isEmpty();
  }

  /**
   * What a client's request is looked up by.
   *
   * @param key null where nothing is looked up, by the rules or for the method, or where the key
   *     needs the request's content
   * @param head as the origin would get it
   */
  public record Sought(@Nullable CacheKey key, RequestHead head, RequestPolicy policy) {}

  /** Says how a client's GET without fields is looked up, and looks nothing up. */
  public Sought sought(RequestTarget target) {
    return sought("GET", target, MultiMap.caseInsensitiveMultiMap());
  }

  /** Says how a client's request without content is looked up, and looks nothing up. */
  public Sought sought(String method, RequestTarget target, MultiMap fields) {
    var head = new RequestHead(method, target, new MultiMapFields(fields));
    var policy = current.get().rules().of(head);
    var terms = policy.forRequest();
    return new Sought(
        terms.cache() && head.isRead() && terms.methods().contains(method)
            ? policy.key(head, null)
            : null,
        policy.asSent(head),
        policy);
  }

  /** What would be done with stored variants, or with none, by what the node knows now. */
  public Candidate candidate(Sought sought, @Nullable Variants<CacheEntry> variants) {
    var validity = current.get().validity();
    return Candidate.of(
        variants,
        sought.head(),
        sought.policy(),
        validity.trusted(),
        validity,
        System.currentTimeMillis());
  }

  /** As {@link #candidate(Sought, Variants)}, of what this node has in memory. */
  public Candidate inMemory(Sought sought) {
    var key = sought.key();
    return candidate(sought, key == null ? null : current.get().local().find(key));
  }

  /**
   * Makes a client's GET.
   *
   * @param fields that the client would send
   * @return never fails
   */
  public Future<Result> get(RequestTarget target, MultiMap fields) {
    var own = terms();
    var services = own.services();
    var head = new RequestHead("GET", target, new MultiMapFields(fields));
    var policy = services.rules().of(head);
    if (!policy.forRequest().cache()
        || !policy.forRequest().methods().contains("GET")
        || services.mode().mode() != CacheMode.Mode.ON) {
      return Future.succeededFuture(new Result(Outcome.NOT_STORED, 0, null));
    }
    var key = policy.key(head, null);
    boolean trusted = services.validity().trusted();
    var candidate =
        Candidate.of(
            services.local().find(key),
            policy.asSent(head),
            policy,
            trusted,
            services.validity(),
            System.currentTimeMillis());
    if (candidate.decision() instanceof CacheDecision.Hit) {
      return Future.succeededFuture(new Result(Outcome.HIT, 0, null));
    }
    return lookups
        .lookUp(lookup(own, key, head, policy, trusted))
        .compose(
            reply -> result(services, reply, key, policy.asSent(head)),
            cause -> Future.succeededFuture(Result.failed("the gateway cannot look this up")));
  }

  private static Lookup lookup(
      Terms own, CacheKey key, RequestHead head, RequestPolicy policy, boolean trusted) {
    return new Lookup(
        key,
        policy.asSent(head),
        null,
        policy,
        own.originFields().ofOwn(head, policy),
        Lookup.Kind.SHARED_FETCH,
        Interim.IGNORE,
        trusted,
        System.nanoTime(),
        Span.NONE,
        own.services().fetchLimits());
  }

  private Future<Result> result(
      IngressServices services, LookupReply reply, CacheKey key, RequestHead head) {
    if (reply instanceof LookupReply.Streaming streaming) {
      return streamed(services, streaming, key, head);
    }
    if (reply instanceof LookupReply.Stored stored) {
      return Future.succeededFuture(
          stored.source() == LookupReply.Source.STALE_ON_ERROR
              ? Result.failed("the origin failed; what is stored is stale")
              : new Result(
                  stored.reason() == null ? Outcome.HIT : Outcome.STORED,
                  stored.entry().body().length(),
                  null));
    }
    return Future.succeededFuture(
        reply instanceof LookupReply.Failed failed
            ? Result.failed(String.valueOf(failed.failure().getMessage()))
            : new Result(Outcome.NOT_STORED, 0, null));
  }

  private Future<Result> streamed(
      IngressServices services, LookupReply.Streaming streaming, CacheKey key, RequestHead head) {
    var reader = streaming.reader();
    if (streaming.status() >= 400) {
      // Whether it is stored is the rules' affair, and needs no reader.
      reader.leave();
      return Future.succeededFuture(Result.failed("the origin says " + streaming.status()));
    }
    if (streaming.stored() == null) {
      reader.leave();
      return Future.succeededFuture(new Result(Outcome.NOT_STORED, 0, null));
    }
    return drain(reader, services.fetchLimits().maxObjectBytes(), chunk -> {})
        .map(bytes -> new Result(outcome(services, key, head), bytes, null))
        .otherwise(
            cause ->
                cause instanceof TooLongException
                    ? new Result(Outcome.NOT_STORED, 0, null)
                    : Result.failed("the body broke off"));
  }

  /** By what memory has now: the body may have been too large, or invalid by the time it was in. */
  private static Outcome outcome(IngressServices services, CacheKey key, RequestHead head) {
    var variants = services.local().find(key);
    var entry = variants == null ? null : variants.select(head.fields());
    return entry != null && services.validity().checkTable(entry.stamp()) != Verdict.INVALID
        ? Outcome.STORED
        : Outcome.NOT_STORED;
  }

  /** Fetches the whole of a response with 200, past the cache; fails with what is wrong. */
  public Future<Buffer> whole(RequestTarget target, MultiMap fields, int maxBytes) {
    var own = terms();
    var head = new RequestHead("GET", target, new MultiMapFields(fields));
    var policy = own.services().rules().of(head);
    return fetches
        .fetch(
            new UpstreamRequest(
                policy.pool(),
                HttpMethod.GET,
                target.originForm(),
                target.authority(),
                own.originFields().ofOwn(head, policy),
                null,
                Interim.IGNORE,
                new Cancellation(),
                Span.NONE))
        .compose(response -> whole(response, maxBytes));
  }

  private Future<Buffer> whole(UpstreamResponse response, int maxBytes) {
    var reader = response.body().reserve();
    response.body().release();
    if (response.status() != 200) {
      reader.leave();
      return Future.failedFuture("the origin says " + response.status() + " (expected: 200)");
    }
    var whole = Buffer.buffer();
    return drain(reader, maxBytes, whole::appendBuffer).map(whole);
  }

  /** Reads to the end; how many bytes there were. */
  private Future<Long> drain(BodyReader reader, long maxBytes, Consumer<Buffer> each) {
    Promise<Long> ended = Promise.promise();
    reader.start(context, new Drained(reader, maxBytes, each, ended));
    return ended.future();
  }
}
