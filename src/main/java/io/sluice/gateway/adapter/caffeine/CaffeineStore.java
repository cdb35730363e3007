package io.sluice.gateway.adapter.caffeine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.Variants;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.spi.CacheEvents;
import io.sluice.gateway.spi.CacheEvents.Kind;
import io.sluice.gateway.spi.LocalStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * L1 bounded by bytes, with Caffeine's W-TinyLFU deciding what stays.
 *
 * <p>The unit of eviction is a key with all its variants, which are few: one look-up finds them
 * all, whatever they vary on.
 */
public final class CaffeineStore implements LocalStore {
  private static final String TIER = "l1";

  private final Cache<CacheKey, Variants<CacheEntry>> entries;
  private final LongAdder evictions = new LongAdder();
  private final CacheEvents events;
  private volatile long maxBytes;
  private volatile long leastWeight;
  private volatile int maxVariants;

  /**
   * @param maxBytes of keys, heads and bodies, at least 0
   * @param maxKeys at least 1; kept by counting a small key as its share of the bytes, since
   *     Caffeine bounds one thing
   * @param maxVariants of one key, at least 1
   */
  public CaffeineStore(long maxBytes, long maxKeys, int maxVariants, CacheEvents events) {
    this.events = events;
    this.maxBytes = maxBytes;
    this.maxVariants = maxVariants;
    this.leastWeight = maxBytes / maxKeys;
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((CacheKey key, Variants<CacheEntry> variants) -> weight(variants))
            .executor(Maintenance.LATER)
            .evictionListener((key, variants, cause) -> evicted(variants))
            .build();
  }

  /**
   * Other bounds from now on, each as in the constructor; drops what is beyond them, except that of
   * a key's variants, those beyond go when one is added. Takes its time, and no event loop.
   */
  public void resize(long maxBytes, long maxKeys, int maxVariants) {
    this.maxVariants = maxVariants;
    long least = maxBytes / maxKeys;
    if (leastWeight != least) {
      leastWeight = least;
      entries.asMap().keySet().forEach(this::reweigh);
    }
    this.maxBytes = maxBytes;
    entries.policy().eviction().orElseThrow().setMaximum(maxBytes);
  }

  private void evicted(@Nullable Variants<CacheEntry> variants) {
    evictions.increment();
    if (variants != null) {
      variants.entries().forEach(entry -> events.entry(Kind.EVICTED, TIER, entry));
    }
  }

  private int weight(Variants<CacheEntry> variants) {
    long bytes = 0;
    for (var entry : variants.entries()) {
      bytes += entry.weightBytes();
    }
    return (int) Math.min(Math.max(bytes, leastWeight), Integer.MAX_VALUE);
  }

  @Override
  public @Nullable Variants<CacheEntry> find(CacheKey key) {
    return entries.getIfPresent(key);
  }

  @Override
  public void put(CacheEntry entry) {
    entries
        .asMap()
        .merge(entry.key(), Variants.of(entry), (old, fresh) -> old.with(entry, maxVariants));
    events.entry(Kind.STORED, TIER, entry);
  }

  @Override
  public void remove(CacheEntry entry) {
    entries.asMap().computeIfPresent(entry.key(), (key, variants) -> variants.without(entry));
  }

  @Override
  public void reweigh(CacheKey key) {
    entries.asMap().computeIfPresent(key, (same, variants) -> variants.copy());
  }

  @Override
  public void clear() {
    entries.invalidateAll();
  }

  @Override
  public void sweep(Predicate<CacheEntry> dead) {
    for (var variants : entries.asMap().values()) {
      for (var entry : variants.entries()) {
        if (dead.test(entry)) {
          remove(entry);
          events.entry(Kind.REMOVED, TIER, entry);
        }
      }
    }
  }

  @Override
  public void walk(Predicate<CacheEntry> visitor) {
    for (var variants : entries.asMap().values()) {
      for (var entry : variants.entries()) {
        if (!visitor.test(entry)) {
          return;
        }
      }
    }
  }

  @Override
  public List<CacheEntry> hottest(int limit) {
    var found = new ArrayList<CacheEntry>();
    entries
        .policy()
        .eviction()
        .ifPresent(
            policy ->
                policy
                    .hottest(limit)
                    .values()
                    .forEach(variants -> found.addAll(variants.entries())));
    return found.size() > limit ? List.copyOf(found.subList(0, limit)) : found;
  }

  @Override
  public Stats stats() {
    long weight = entries.policy().eviction().map(e -> e.weightedSize().orElse(0)).orElse(0L);
    return new Stats(entries.estimatedSize(), weight, maxBytes, evictions.sum());
  }
}
