package io.sluice.gateway.verticle.lookup;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.config.CacheConfig.Admission;
import io.sluice.gateway.spi.Current;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decides which responses are worth a write to the shared store: all of them, or only those of keys
 * that have been stored here before. Used on one event loop.
 */
final class SharedAdmission {
  /** Those stored last; some 4 MB. What is forgotten has to be stored twice again. */
  static final int MOST_KEYS = 65_536;

  private final Current<LookupOptions> options;
  private final Map<Long, Boolean> stored =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
          return size() > MOST_KEYS;
        }
      };

  SharedAdmission(Current<LookupOptions> options) {
    this.options = options;
  }

  /** Whether the next response of the key will be shared, so that other nodes may wait for it. */
  boolean isExpected(CacheKey key) {
    return isAlways() || stored.containsKey(hash(key));
  }

  /** Whether a response of the key that has just been stored here is to be shared. */
  boolean admit(CacheKey key) {
    return isAlways() || stored.put(hash(key), true) != null;
  }

  private boolean isAlways() {
    return options.get().sharedAdmission() == Admission.ALWAYS;
  }

  private static long hash(CacheKey key) {
    return Long.parseUnsignedLong(key.digest(), 0, 16, 16);
  }
}
