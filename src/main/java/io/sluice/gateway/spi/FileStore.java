package io.sluice.gateway.spi;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.message.CacheEntry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * L3: entries on this node's disk, which outlive the process. One for all event loops; no call
 * blocks.
 *
 * <p>An optimisation, never a condition: whatever goes wrong means "not there", and the store
 * counts it. What is found is as old as it is: whether it may be used is for the caller to find out
 * as with any other store.
 */
public interface FileStore {

  /** Completes when it is open, or cannot be; there is no need to wait for it. */
  Future<Void> opened();

  /** Whether a look now has a chance; when false, callers need not try. */
  boolean isAvailable();

  /**
   * The newest stored variant that a request matches; completes on the caller's context, and never
   * much later than a quarter of a second.
   *
   * @param request the request's fields, to select among variants
   */
  Future<Optional<CacheEntry>> find(CacheKey key, Fields request);

  /**
   * Has an entry written soon, to be kept for at most that long. It is not written if one of a
   * later fetch is there, if it is too large, or if too much waits to be written.
   */
  void put(CacheEntry entry, Duration keep);

  /**
   * The word that was given when the store was last begun anew, empty for the first time; null
   * while it is not open.
   */
  @Nullable String mark();

  /** Forgets everything and begins anew under this word, unless it has done so already. */
  void restart(String mark);

  Stats stats();

  /** Writes what waits to be written and lets go of the directory. */
  Future<Void> close();

  /**
   * @param available whether it is in use: there is one, and its disk does what it should
   * @param entries stored, those that are of no more use included
   * @param bytes what they take
   * @param maxBytes the limit; 0 = there is no such store
   * @param evictions entries dropped for room since the start
   */
  record Stats(boolean available, long entries, long bytes, long maxBytes, long evictions) {}
}
