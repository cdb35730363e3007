package io.sluice.gateway.verticle.lookup;

import io.sluice.gateway.caching.CacheKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keys whose responses turned out not to be storable: their requests do not queue behind each
 * other. Bounded; the oldest marks go. Used on one event loop.
 */
final class HitForMiss {
  private static final int MAX_MARKS = 10_000;

  /** Long enough to spare a busy key the queue, short enough to notice when it becomes storable. */
  private static final long MARKED_NANOS = Duration.ofSeconds(30).toNanos();

  private final Map<CacheKey, Long> untilNanos =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CacheKey, Long> eldest) {
          return size() > MAX_MARKS;
        }
      };

  void mark(CacheKey key, long nowNanos) {
    untilNanos.remove(key);
    untilNanos.put(key, nowNanos + MARKED_NANOS);
  }

  void clear(CacheKey key) {
    untilNanos.remove(key);
  }

  boolean isMarked(CacheKey key, long nowNanos) {
    var until = untilNanos.get(key);
    if (until == null) {
      return false;
    }
    if (until - nowNanos <= 0) {
      untilNanos.remove(key);
      return false;
    }
    return true;
  }
}
