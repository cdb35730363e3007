package io.sluice.gateway.message;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.RequestHead;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A request that memory could not answer, on its way to the event loop that owns its key.
 *
 * @param content of the request, where it is part of the key; null where there can be none
 * @param originFields what the origin shall receive, should it be asked; not changed by anybody
 * @param interim takes what the origin says before its final answer
 * @param trusted whether the node held a lease when the request arrived; see {@link
 *     io.sluice.gateway.invalidation.Validity#trusted}
 * @param arrivedNanos {@link System#nanoTime} at its arrival
 * @param trace what it is looked up for, in traces
 * @param limits the very object for all requests of one configuration
 */
public record Lookup(
    CacheKey key,
    RequestHead request,
    @Nullable Buffer content,
    RequestPolicy policy,
    MultiMap originFields,
    Kind kind,
    Interim interim,
    boolean trusted,
    long arrivedNanos,
    Span trace,
    FetchLimits limits) {

  /** What may be done for it. */
  public enum Kind {
    /** Answer from a store or from a fetch that others may share. */
    SHARED_FETCH,
    /** Answer from a store only; a miss is {@link LookupReply.Pass} (HEAD, Range). */
    STORE_ONLY,
    /** Nobody waits: refresh what is stored, unless that is being done already. */
    REFRESH
  }
}
