package io.sluice.gateway.spi;

import io.sluice.gateway.message.CacheEntry;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who carries a tag: for people who ask, and for giving memory back after a purge. Never needed for
 * correctness. Used on one event loop.
 */
public interface TagIndex {

  /** Adds a stored entry under each of its tags, for as long as the entry itself is kept. */
  Future<Void> add(CacheEntry entry);

  /** How many stored entries carry a typed tag; expired ones may still be counted. */
  Future<Long> count(String tag);

  /**
   * Names of stored entries that carry a typed tag.
   *
   * @param cursor null to begin, else what the last page gave
   * @param limit 1 to 1,000
   * @return fails with an {@link IllegalArgumentException} for a cursor that was never given out
   */
  Future<Page> page(String tag, @Nullable String cursor, int limit);

  /**
   * Removes entries of a tag that were fetched before an invalidation of it, one page at a time.
   *
   * @param sequence the invalidation's
   * @param cursor null to begin, else what the last call gave
   * @return fails when the store cannot be reached; what remains expires by itself
   */
  Future<Reclaimed> reclaim(
      String tag, long generation, long sequence, @Nullable String cursor, int limit);

  /**
   * @param cursor null when this was the last page
   */
  record Page(List<String> entries, @Nullable String cursor) {}

  /**
   * @param removed entries removed by this call
   * @param cursor null when there is nothing more
   */
  record Reclaimed(long removed, @Nullable String cursor) {}
}
