package io.sluice.gateway.spi;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.message.CacheEntry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/**
 * L2: the entries that all nodes share. One instance an event loop, used on that loop only.
 *
 * <p>An optimisation, never a condition: every call answers within the command timeout, fails fast
 * while the store is down, and a failure means "not there".
 */
public interface SharedStore {

  /** Whether a call now has a chance; when false, callers need not try. */
  boolean isAvailable();

  /**
   * The newest stored variant that a request matches.
   *
   * @param request the request's fields, to select among variants
   */
  Future<Optional<CacheEntry>> find(CacheKey key, Fields request);

  /**
   * Stores an entry for at most that long; an entry whose fetch began later is not replaced.
   *
   * @return whether it was stored
   */
  Future<Boolean> put(CacheEntry entry, Duration keep);

  /**
   * A word that changes whenever an operator has emptied the store; empty as long as nobody has.
   * What is kept elsewhere from before must not come back.
   */
  Future<String> cleared();

  /**
   * Claims the right to fetch a key for the whole cluster.
   *
   * @param claimant this node; {@code holdFor} bounds how long others wait if it dies
   * @return whether the claim is ours; when not, somebody else is fetching
   */
  Future<Boolean> claim(CacheKey key, String claimant, Duration holdFor);

  /**
   * Holds a claim for longer, while its fetch goes on.
   *
   * @return whether it is still ours
   */
  Future<Boolean> renew(CacheKey key, String claimant, Duration holdFor);

  /** Gives a claim back, if it is still ours. */
  Future<Void> release(CacheKey key, String claimant);
}
