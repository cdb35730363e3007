package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.caching.RequestTarget;
import io.sluice.gateway.message.RequestPolicy;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request that memory did not answer, with all that was found out about it.
 *
 * @param key null for a request that passes by the cache, whose response is no answer to others
 * @param content the content that is part of the key, empty or not; null where it is none of the
 *     key's business and has not been read
 * @param transaction to which the answer counts
 */
record IngressRequest(
    HttpServerRequest request,
    RequestHead head,
    RequestPolicy policy,
    @Nullable CacheKey key,
    @Nullable Buffer content,
    Transaction transaction) {

  /** What the origin is asked for: what was keyed, if anything was. */
  RequestTarget originTarget() {
    return key == null ? head.target() : key.target();
  }

  /** The request as its origin sees it. */
  RequestHead sent() {
    return policy.asSent(head);
  }

  /** Whether a part of the response is asked for. */
  boolean wantsRange() {
    return head.fields().contains("range");
  }

  /** Whether success may change what other requests get: a rule can declare POST a question. */
  boolean isUnsafe() {
    return !head.isSafe() && !policy.forRequest().methods().contains(head.method());
  }
}
