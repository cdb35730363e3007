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
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Consumer;

/** Puts entries into all stores and tells the tag index; used on one event loop. */
final class EntryWriter {
  private final Stores stores;
  private final Counters counters;
  private final Current<LookupOptions> options;
  private final SharedAdmission admission;
  private final Consumer<CacheEntry> index;

  EntryWriter(
      Stores stores,
      Counters counters,
      Current<LookupOptions> options,
      SharedAdmission admission,
      Consumer<CacheEntry> index) {
    this.stores = stores;
    this.counters = counters;
    this.options = options;
    this.admission = admission;
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
    stores.local().put(entry);
    counters.count(Event.STORED);
    if (entry.stamp().generation() == 0) {
      return Future.succeededFuture(false); // void as soon as this node hears of the log
    }
    var keep = keep(entry.response(), System.currentTimeMillis());
    stores.files().put(entry, keep);
    if (entry.body().length() > options.get().maxSharedObjectBytes()
        || !admission.admit(entry.key())
        || !stores.shared().isAvailable()) {
      return Future.succeededFuture(false);
    }
    return stores
        .shared()
        .put(entry, keep)
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
