package io.sluice.gateway.verticle.lookup;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.StoredResponse;
import io.sluice.gateway.caching.Tags;
import io.sluice.gateway.invalidation.FetchToken;
import io.sluice.gateway.invalidation.Stamp;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.spi.Current;
import io.sluice.gateway.spi.LocalStore;
import io.sluice.gateway.spi.SharedStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Consumer;

/** Puts entries into both stores and tells the tag index; used on one event loop. */
final class EntryWriter {
  private final LocalStore local;
  private final SharedStore shared;
  private final Counters counters;
  private final Current<LookupOptions> options;
  private final Consumer<CacheEntry> index;

  EntryWriter(
      LocalStore local,
      SharedStore shared,
      Counters counters,
      Current<LookupOptions> options,
      Consumer<CacheEntry> index) {
    this.local = local;
    this.shared = shared;
    this.counters = counters;
    this.options = options;
    this.index = index;
  }

  /**
   * Makes the stamp of a response.
   *
   * @param token taken before the request for it was sent
   */
  static Stamp stamp(CacheKey key, StoredResponse response, FetchToken token) {
    return new Stamp(token, Tags.hashes(key.target(), response.tags()));
  }

  /**
   * Stores.
   *
   * @return completes, never exceptionally, with whether the shared store has it
   */
  Future<Boolean> write(CacheEntry entry) {
    local.put(entry);
    counters.count(Event.STORED);
    if (entry.body().length() > options.get().maxSharedObjectBytes()
        || !shared.isAvailable()
        || entry.stamp().generation() == 0) {
      return Future.succeededFuture(false);
    }
    return shared
        .put(entry, keep(entry.response(), System.currentTimeMillis()))
        .onSuccess(
            stored -> {
              if (stored) {
                index.accept(entry);
              }
            })
        .onFailure(cause -> counters.count(Event.L2_ERROR))
        .otherwise(false);
  }

  private Duration keep(StoredResponse response, long nowMillis) {
    long maxMillis = options.get().maxKeep().toMillis();
    long useful = response.usefulUntilMillis(maxMillis) - nowMillis;
    return Duration.ofMillis(Math.max(1000, Math.min(useful, maxMillis)));
  }
}
