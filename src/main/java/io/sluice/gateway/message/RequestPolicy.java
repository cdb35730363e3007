package io.sluice.gateway.message;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.CachePolicy;
import io.sluice.gateway.caching.FieldRewrites;
import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.caching.ResponseHead;
import io.sluice.gateway.caching.RuleTags;
import io.sluice.gateway.caching.StoreDecision;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the rules say about one request, and about each response it may get. */
public interface RequestPolicy {
  /** In place of a body's length that is not known yet. */
  long UNKNOWN_LENGTH = -1;

  /** The name of the rule that governs the request, or null. */
  @Nullable String rule();

  /**
   * A request for a range of what is not stored has the whole fetched if it is no longer than this;
   * 0 = such a request is passed through.
   */
  long wholeForRangeBytes();

  /** The pool of origins that serves it; null = none is configured. */
  @Nullable UpstreamPool pool();

  /** Terms of looking up and of reuse, which no response has a say in. */
  CachePolicy forRequest();

  /**
   * The key, whose target is also what the origin is to be asked for: parameters that the key does
   * not tell apart must not have a say in the answer.
   *
   * @param contentDigest of the request's content, in hexadecimal; null for GET and HEAD
   */
  CacheKey key(RequestHead request, @Nullable String contentDigest);

  /** What the rule changes in the request's fields for the origin. */
  FieldRewrites toOrigin();

  /**
   * The request as its origin sees it, which is what a response may have been selected by and
   * whether it may be stored depends on; the same object where no rule changes it.
   */
  default RequestHead asSent(RequestHead request) {
    var rewrites = toOrigin();
    return rewrites.isEmpty()
        ? request
        : new RequestHead(request.method(), request.target(), rewrites.over(request.fields()));
  }

  /**
   * Terms of storing and sending a response.
   *
   * @param fields as the origin sent them
   * @param bodyBytes {@link #UNKNOWN_LENGTH} = to be asked again once the body is complete
   * @param body null = not complete yet, or not to be stored
   */
  Applied forResponse(int status, Fields fields, long bodyBytes, @Nullable Buffer body);

  /**
   * Whether a stored response may answer it. It was stored under the rules of its time, and those
   * of today may want it fetched.
   */
  boolean serves(CacheEntry entry);

  /** Whether its response may be compressed, if it is of a kind that is. */
  boolean isCompressed();

  /** Whether what it invalidates is to be found in its response, too. */
  boolean invalidatesByResponse();

  /** Paths of its origin to fetch when this request, an unsafe one, succeeds. */
  List<String> prefetches();

  /**
   * Plain tags to invalidate when this request, an unsafe one, succeeds.
   *
   * @param response null when none came
   * @param body null = not complete
   */
  RuleTags invalidates(@Nullable ResponseHead response, @Nullable Buffer body);

  /** Whether and how a response is stored, of which the head has come. */
  default StoreDecision decide(RequestHead request, ResponseHead response) {
    return decide(request, response, response.contentLength(), null);
  }

  /** Whether and how a response is stored that has come as a whole. */
  default StoreDecision decide(RequestHead request, ResponseHead response, Buffer body) {
    return decide(request, response, body.length(), body);
  }

  private StoreDecision decide(
      RequestHead request, ResponseHead response, long bodyBytes, @Nullable Buffer body) {
    var applied = forResponse(response.status(), response.fields(), bodyBytes, body);
    var decision = StoreDecision.decide(request, response, applied.policy(), applied.tags());
    return decision instanceof StoreDecision.Store store
        ? new StoreDecision.Store(
            store.response().rewritten(applied.rewrites()),
            store.shareable(),
            store.tagsAwaitBody())
        : decision;
  }

  /**
   * @param tags plain tags that the rule adds
   * @param rewrites what the rule changes in the fields that are sent
   */
  record Applied(CachePolicy policy, RuleTags tags, FieldRewrites rewrites) {}
}
