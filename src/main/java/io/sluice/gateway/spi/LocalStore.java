package io.sluice.gateway.spi;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.Variants;
import io.sluice.gateway.message.CacheEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** L1: the entries in this node's memory. Safe from any thread; never blocks. */
public interface LocalStore {

  /** The variants of a key, or null; counts as a use. */
  @Nullable Variants<CacheEntry> find(CacheKey key);

  /** Adds an entry in the place of the variant it renews. */
  void put(CacheEntry entry);

  /** Removes an entry if it is still there. For memory's sake: validity needs no removal. */
  void remove(CacheEntry entry);

  /** Weighs a key's entries anew, one of which has grown by a coded form. */
  void reweigh(CacheKey key);

  /** Removes everything. */
  void clear();

  /** Removes what {@code dead} says is of no more use; for a slow sweep. */
  void sweep(java.util.function.Predicate<CacheEntry> dead);

  /** Shows entries, in no order, until {@code visitor} returns false; none of it is a use. */
  void walk(java.util.function.Predicate<CacheEntry> visitor);

  /**
   * The entries that are most worth keeping, by how often and how lately they were used; not a use.
   * Takes milliseconds: not for an event loop.
   */
  List<CacheEntry> hottest(int limit);

  Stats stats();

  /**
   * @param keys keys held, each with one or more variants
   * @param weightBytes what they weigh
   * @param maxBytes the limit
   * @param evictions keys dropped for room since the start
   */
  record Stats(long keys, long weightBytes, long maxBytes, long evictions) {}
}
