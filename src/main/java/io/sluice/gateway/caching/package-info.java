/**
 * HTTP shared-cache semantics as pure functions: no I/O, the clock is an argument.
 *
 * <p>A request's way: {@link io.sluice.gateway.caching.RequestTarget} → {@link
 * io.sluice.gateway.caching.CacheKey} → {@link io.sluice.gateway.caching.Variants} → {@link
 * io.sluice.gateway.caching.CacheDecision} → {@link io.sluice.gateway.caching.Preconditions} and
 * {@link io.sluice.gateway.caching.Ranges}. A response's way: {@link
 * io.sluice.gateway.caching.StoreDecision} or, for a 304, {@link
 * io.sluice.gateway.caching.NotModified}; then {@link io.sluice.gateway.caching.UnsafeInvalidation}
 * for writes.
 */
@NullMarked
package io.sluice.gateway.caching;

import org.jspecify.annotations.NullMarked;
