package io.sluice.gateway.verticle;

import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.message.Addresses;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.message.LocalMessages;
import io.sluice.gateway.message.Lookup;
import io.sluice.gateway.message.LookupReply;
import io.sluice.gateway.spi.BusCounts;
import io.sluice.gateway.spi.CacheEvents;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Current;
import io.sluice.gateway.verticle.lookup.LookupOptions;
import io.sluice.gateway.verticle.lookup.Lookups;
import io.sluice.gateway.verticle.lookup.RefreshPace;
import io.sluice.gateway.verticle.lookup.Stores;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.function.Function;

/**
 * Owns the keys whose hash falls to its event loop: their look-ups, their fetches, their storing.
 * One instance an event loop.
 */
public final class CacheLookupVerticle extends VerticleBase {
  private static final DeliveryOptions LOCAL = LocalMessages.options(Duration.ofSeconds(30));

  private final EventLoops loops;
  private final Function<Vertx, Stores> stores;
  private final Validity validity;
  private final Counters counters;
  private final CacheEvents events;
  private final Current<LookupOptions> options;
  private final RefreshPace pace;
  private final BusCounts busCounts;
  private final String incarnation;
  private int loop = -1;

  /**
   * @param stores makes the way to them, on the event loop that will use it
   */
  public CacheLookupVerticle(
      EventLoops loops,
      Function<Vertx, Stores> stores,
      Validity validity,
      Counters counters,
      CacheEvents events,
      Current<LookupOptions> options,
      RefreshPace pace,
      BusCounts busCounts,
      String incarnation) {
    this.loops = loops;
    this.stores = stores;
    this.validity = validity;
    this.counters = counters;
    this.events = events;
    this.options = options;
    this.pace = pace;
    this.busCounts = busCounts;
    this.incarnation = incarnation;
  }

  @Override
  public Future<?> start() {
    loop = loops.claim(CacheLookupVerticle.class.getName());
    var lookups =
        new Lookups(
            vertx,
            stores.apply(vertx),
            validity,
            counters,
            options,
            pace,
            new FetchClient(vertx, loop),
            new PeerBus(vertx, busCounts),
            incarnation + "@" + loop,
            this::index);
    var bus = vertx.eventBus();
    bus.<Lookup>localConsumer(Addresses.cacheLookup(loop), message -> lookup(lookups, message));
    bus.<CacheEntry>localConsumer(
        Addresses.cacheStore(loop), message -> lookups.store(message.body()));
    return Future.succeededFuture();
  }

  private static void lookup(Lookups lookups, Message<Lookup> message) {
    lookups.lookup(message.body(), (LookupReply reply) -> message.reply(reply, LOCAL));
  }

  /** The shared store has taken it. */
  private void index(CacheEntry entry) {
    events.entry(CacheEvents.Kind.STORED, "l2", entry);
    if (!entry.response().tags().isEmpty()) {
      vertx.eventBus().send(Addresses.TAGS_INDEX, entry, LOCAL);
    }
  }

  @Override
  public Future<?> stop() {
    if (loop >= 0) {
      loops.release(CacheLookupVerticle.class.getName(), loop);
    }
    return Future.succeededFuture();
  }
}
