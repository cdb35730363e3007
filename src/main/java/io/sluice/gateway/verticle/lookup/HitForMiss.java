package io.sluice.gateway.verticle.lookup;

import io.sluice.gateway.caching.CacheKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys whose responses turned out not to be storable: their requests do not queue behind each
 * other. Bounded; the oldest marks go. Used on one event loop.
 */
final class HitForMiss {
  private static final int MAX_MARKS = 10_000;

  /** Long enough to spare a busy key the queue, short enough to notice when it becomes storable. */
  private static final long MARKED_NANOS = Duration.ofSeconds(30).toNanos();

  private final Map<CacheKey, Mark> marks =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CacheKey, Mark> eldest) {
          return size() > MAX_MARKS;
        }
      };

  private record Mark(long untilNanos, String why) {}

  void mark(CacheKey key, long nowNanos) {
    mark(key, nowNanos, "hit-for-miss");
  }

  /**
   * @param why for Cache-Status
   */
  void mark(CacheKey key, long nowNanos, String why) {
    marks.remove(key);
    marks.put(key, new Mark(nowNanos + MARKED_NANOS, why));
  }

  void clear(CacheKey key) {
    marks.remove(key);
  }

  /** Why requests for the key do not queue, or null where they do. */
  @Nullable String find(CacheKey key, long nowNanos) {
    var mark = marks.get(key);
    if (mark == null) {
      return null;
    }
    if (mark.untilNanos() - nowNanos <= 0) {
      marks.remove(key);
      return null;
    }
    return mark.why();
  }
}
