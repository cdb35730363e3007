package io.sluice.gateway.message;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.CachePolicy;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.caching.ResponseHead;
import io.sluice.gateway.caching.StoreDecision;
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

  /** The name of the pool of origins that serves it. */
  String pool();

  /** Terms of looking up and of reuse, which no response has a say in. */
  CachePolicy forRequest();

  /**
   * The key, whose target is also what the origin is to be asked for: parameters that the key does
   * not tell apart must not have a say in the answer.
   *
   * @param contentDigest of the request's content, in hexadecimal; null for GET and HEAD
   */
  CacheKey key(RequestHead request, @Nullable String contentDigest);

  /**
   * Terms of storing a response.
   *
   * @param contentType the field's value, or null
   * @param bodyBytes {@link #UNKNOWN_LENGTH} = to be asked again once the body is complete
   */
  Applied forResponse(int status, @Nullable String contentType, long bodyBytes);

  /** Whether its response may be compressed, if it is of a kind that is. */
  boolean isCompressed();

  /** Plain tags to invalidate when this request, an unsafe one, succeeds. */
  List<String> invalidates();

  /** Paths of its origin to fetch when this request, an unsafe one, succeeds. */
  List<String> prefetches();

  /**
   * Whether and how a response is stored.
   *
   * @param bodyBytes as in {@link #forResponse}
   */
  default StoreDecision decide(RequestHead request, ResponseHead response, long bodyBytes) {
    var applied = forResponse(response.status(), response.fields().get("content-type"), bodyBytes);
    return StoreDecision.decide(request, response, applied.policy(), applied.tags());
  }

  /**
   * @param tags plain tags that the rule adds
   */
  record Applied(CachePolicy policy, List<String> tags) {}
}
