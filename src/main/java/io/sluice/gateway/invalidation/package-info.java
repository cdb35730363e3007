/**
 * The invalidation protocol as plain state machines: every node keeps a table of the last
 * invalidation of each tag and may answer from its stores only while it holds a lease; an
 * invalidation has succeeded once every node has applied it or can no longer hold one.
 *
 * <p>Time, the log in Redis and the other nodes are arguments ({@link LeaseClock}, {@link
 * Scheduler}, {@link InvalidationLog}, {@link Peers}), so that the same classes run in production
 * and in a deterministic simulation. {@link Validity} may be used from any thread; everything else
 * belongs to the one event loop that drives {@link InvalidationNode}.
 */
@NullMarked
package io.sluice.gateway.invalidation;

import org.jspecify.annotations.NullMarked;
