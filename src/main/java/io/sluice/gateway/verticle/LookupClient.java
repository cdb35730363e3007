package io.sluice.gateway.verticle;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.message.Addresses;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.message.LocalMessages;
import io.sluice.gateway.message.Lookup;
import io.sluice.gateway.message.LookupReply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;

/** Asks the CacheLookup verticle of the event loop that owns a key. */
public final class LookupClient {
  private final Vertx vertx;
  private final EventLoops loops;
  private final DeliveryOptions options;

  /**
   * @param timeout the longest that a look-up may take, a fetch included
   */
  public LookupClient(Vertx vertx, EventLoops loops, Duration timeout) {
    this.vertx = vertx;
    this.loops = loops;
    this.options = LocalMessages.options(timeout);
  }

  public Future<LookupReply> lookUp(Lookup lookup) {
    return vertx
        .eventBus()
        .<LookupReply>request(Addresses.cacheLookup(home(lookup.key())), lookup, options)
        .map(reply -> reply.body());
  }

  /** Has an entry fetched anew, and does not wait. */
  public void refresh(Lookup lookup) {
    vertx.eventBus().send(Addresses.cacheLookup(home(lookup.key())), lookup, options);
  }

  /** Stores what was fetched for one request alone. */
  public void store(CacheEntry entry) {
    vertx.eventBus().send(Addresses.cacheStore(home(entry.key())), entry, options);
  }

  private int home(CacheKey key) {
    return loops.home(key.hashCode());
  }
}
