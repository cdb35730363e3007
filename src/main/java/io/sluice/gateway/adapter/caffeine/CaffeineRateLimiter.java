package io.sluice.gateway.adapter.caffeine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.sluice.gateway.spi.RateLimiter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Token buckets by the generic cell rate algorithm: a bucket is one number, the time at which it
 * will be full again. Taking a token moves that time on by one interval; when it would lie further
 * ahead than a whole bucket takes to fill, there is none.
 *
 * <p>A full bucket is worth nothing and leaves. With more keys than fit, those go that are seldom
 * used: whoever asks often stays, and stays limited.
 */
public final class CaffeineRateLimiter implements RateLimiter {
  /** Caffeine notes an access up to a second late. */
  private static final Duration EXPIRY_MARGIN = Duration.ofSeconds(2);

  private final Cache<String, AtomicLong> fullAt;
  private final long intervalNanos;
  private final long capacityNanos;

  /**
   * @param requests in each period, at least 1
   * @param burst the bucket's capacity, at least 1
   * @param maxKeys that are remembered at a time
   * @param ticker the clock of {@link #take}
   */
  public CaffeineRateLimiter(
      int requests, Duration period, int burst, long maxKeys, Ticker ticker) {
    this.intervalNanos = Math.max(1, period.toNanos() / requests);
    this.capacityNanos = Math.multiplyExact(intervalNanos, (long) burst);
    this.fullAt =
        Caffeine.newBuilder()
            .maximumSize(maxKeys)
            .expireAfterAccess(Duration.ofNanos(capacityNanos).plus(EXPIRY_MARGIN))
            .ticker(ticker)
            .executor(Maintenance.LATER)
            .build();
  }

  @Override
  public Taken take(String key, long nowNanos) {
    var bucket = fullAt.get(key, absent -> new AtomicLong(nowNanos));
    while (true) {
      long before = bucket.get();
      long missing = Math.max(0, before - nowNanos) + intervalNanos;
      if (missing > capacityNanos) {
        return new Taken(false, 0, missing - capacityNanos);
      }
      // Times are compared by their difference: nanoTime may be negative and may overflow.
      if (bucket.compareAndSet(before, nowNanos + missing)) {
        long left = (capacityNanos - missing) / intervalNanos;
        return new Taken(true, (int) left, (left + 1) * intervalNanos - (capacityNanos - missing));
      }
    }
  }

  /** Keys that are remembered; an estimate. */
  long keys() {
    fullAt.cleanUp();
    return fullAt.estimatedSize();
  }
}
