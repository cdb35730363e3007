package io.sluice.gateway.spi;

import io.sluice.gateway.message.CacheEntry;
import io.vertx.core.Future;
import java.util.List;

/**
 * Which entries the nodes have in use, kept beside the shared store for a node that starts with an
 * empty memory. Used on one event loop.
 */
public interface HotEntries {
  /** Names remembered for all nodes together; the longest unused go. */
  int MOST = 20_000;

  /** Whether a call now has a chance. */
  boolean isAvailable();

  /**
   * Tells what this node has in use, the most used first. What others have told before counts less.
   *
   * @param entries at most {@link #MOST}
   */
  Future<Void> record(List<CacheEntry> entries);

  /** The names of entries that were in use, the latest first. */
  Future<List<String>> names();

  /** Those of the named entries that the shared store has, with their bodies, in their order. */
  Future<List<CacheEntry>> read(List<String> names);
}
