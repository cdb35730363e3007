package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.HeadFreshening;
import io.sluice.gateway.caching.NotModified;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.caching.ResponseHead;
import io.sluice.gateway.caching.StoreDecision;
import io.sluice.gateway.caching.TagHash;
import io.sluice.gateway.caching.Tags;
import io.sluice.gateway.invalidation.FetchToken;
import io.sluice.gateway.invalidation.Receipt;
import io.sluice.gateway.invalidation.Stamp;
import io.sluice.gateway.invalidation.Verdict;
import io.sluice.gateway.message.BodyStream;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.message.RequestPolicy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What the response to one forwarded request does to the stores: it is stored, or, to a HEAD,
 * changes what is stored, or, to a POST, is stored for GET.
 */
final class ForwardedResponse {
  private final Ingress ingress;
  private final IngressRequest asked;
  private final ResponseHead head;
  private final FetchToken token;
  private final BodyStream body;
  private @Nullable Kept kept;

  /**
   * A POST's response that may become GET's.
   *
   * @param tags all of the entry's, typed
   * @param stampedWith completed once it is decided
   */
  private record Kept(CacheKey key, List<String> tags, Promise<FetchToken> stampedWith) {}

  /**
   * @param token taken before the request was sent
   */
  ForwardedResponse(
      Ingress ingress, IngressRequest asked, ResponseHead head, FetchToken token, BodyStream body) {
    this.ingress = ingress;
    this.asked = asked;
    this.head = head;
    this.token = token;
    this.body = body;
  }

  /**
   * For safe requests.
   *
   * @return whether it is being stored; false also where that depends on tags in its body
   */
  boolean store() {
    var key = asked.key();
    if (key == null || !isStoring()) {
      body.release();
      return false;
    }
    if (asked.head().method().equals("HEAD")) {
      body.release();
      freshen(key);
      return false;
    }
    boolean fits = head.contentLength() <= ingress.services().fetchLimits().maxObjectBytes();
    if (fits && asked.policy().decide(asked.sent(), head) instanceof StoreDecision.Store decision) {
      body.observe(new Collector(asked.policy(), key, Future.succeededFuture(token)));
      return !decision.tagsAwaitBody();
    }
    body.release();
    return false;
  }

  private boolean isStoring() {
    return ingress.services().mode().mode() == CacheMode.Mode.ON;
  }

  /**
   * RFC 9111 §4.3.5. The result is as old as the older of its parts: a HEAD is no proof that the
   * body is newer than its own fetch, and may itself have been overtaken by that. It keeps the tags
   * by which the body was stored, or an invalidation of one that the HEAD has not would be undone.
   */
  private void freshen(CacheKey key) {
    var variants = ingress.services().local().find(key);
    var entry = variants == null ? null : variants.select(asked.sent().fields());
    if (entry == null) {
      return;
    }
    var stored = entry.response();
    var applied =
        asked
            .policy()
            .forResponse(
                stored.status(),
                NotModified.merged(stored, head),
                entry.body().length(),
                entry.body());
    var fresh =
        HeadFreshening.freshen(asked.sent(), stored, head, applied.policy(), applied.tags())
            .rewritten(applied.rewrites());
    if (!fresh.equals(stored)) {
      var stamp = both(entry.stamp(), new Stamp(token, Tags.hashes(key.target(), fresh.tags())));
      if (stamp == null || ingress.services().validity().checkTable(stamp) == Verdict.INVALID) {
        return;
      }
      var freshened = entry.with(fresh, stamp);
      // At once, so that a client that has this answer does not meet the old entry here.
      ingress.services().local().put(freshened);
      ingress.lookups().store(freshened);
    }
  }

  /** A stamp that is invalid when either is, or null where there can be none. */
  private static @Nullable Stamp both(Stamp one, Stamp other) {
    return one.generation() != other.generation()
        ? null
        : new Stamp(
            one.generation(),
            Math.min(one.sequence(), other.sequence()),
            LongStream.concat(tags(one), tags(other)).distinct().toArray());
  }

  private static LongStream tags(Stamp stamp) {
    return IntStream.range(0, stamp.tagCount()).mapToLong(stamp::tag);
  }

  /**
   * For unsafe requests, before what they invalidate is: keeps the body of a POST's response that
   * says it is what GET would give (RFC 9110 §9.3.3). Not where tags stand in the body: by the time
   * they are known it is too late to see that nobody else has invalidated them.
   */
  void keepForGet() {
    var get = new RequestHead("GET", asked.head().target(), asked.head().fields());
    var policy = ingress.services().rules().of(get);
    if (!asked.head().method().equals("POST")
        || !isStoring()
        || !policy.forRequest().cache()
        || !(policy.decide(asked.sent(), head) instanceof StoreDecision.Store store)
        || store.tagsAwaitBody()) {
      body.release();
      return;
    }
    var key = policy.key(get, null);
    kept = new Kept(key, store.response().tags(), Promise.promise());
    body.observe(new Collector(policy, key, kept.stampedWith().future()));
  }

  /**
   * After the invalidation: stores what was kept, as if fetched at that moment. Only if none of its
   * tags was invalidated by anybody else since the request was sent: the response could be older.
   *
   * @return whether it is being stored
   */
  boolean storeForGet(Optional<Receipt> receipt) {
    var waiting = kept;
    if (waiting == null) {
      return false;
    }
    var commit = receipt.filter(Receipt::committed).filter(done -> isUndisturbed(waiting, done));
    if (commit.isPresent()) {
      var own = commit.get();
      waiting.stampedWith().complete(new FetchToken(own.generation(), own.sequence()));
    } else {
      waiting.stampedWith().fail("something else was invalidated meanwhile");
      body.release();
    }
    return commit.isPresent();
  }

  /** The commit's own tags it must tell itself: the table knows no more than its sequence. */
  private boolean isUndisturbed(Kept waiting, Receipt commit) {
    var own = commit.tags().stream().map(TagHash::of).toList();
    var others =
        LongStream.of(Tags.hashes(waiting.key().target(), waiting.tags()))
            .filter(tag -> !own.contains(tag))
            .toArray();
    return commit.generation() == token.generation()
        && commit.tagsLast() <= token.sequence()
        && ingress.services().validity().checkTable(new Stamp(token, others)) == Verdict.VALID;
  }

  /** Watches a body that is to be stored until it is whole, too large, or broken. */
  private final class Collector implements BodyStream.Observer {
    private final RequestPolicy policy;
    private final CacheKey key;
    private final Future<FetchToken> stampedWith;
    private boolean tooLarge;

    Collector(RequestPolicy policy, CacheKey key, Future<FetchToken> stampedWith) {
      this.policy = policy;
      this.key = key;
      this.stampedWith = stampedWith;
    }

    @Override
    public void appended(long totalBytes) {
      if (!tooLarge && totalBytes > ingress.services().fetchLimits().maxObjectBytes()) {
        tooLarge = true;
        body.release();
      }
    }

    @Override
    public void ended(boolean complete) {
      if (!complete || !body.isRetained()) {
        return;
      }
      var whole = body.whole();
      // Asked again, since rules may depend on the length, and tags on the content.
      if (policy.decide(asked.sent(), head, whole) instanceof StoreDecision.Store store) {
        var response = store.response();
        stampedWith.onSuccess(
            from -> {
              var stamp = new Stamp(from, Tags.hashes(key.target(), response.tags()));
              ingress.lookups().store(new CacheEntry(key, response, whole, stamp));
            });
      }
    }
  }
}
