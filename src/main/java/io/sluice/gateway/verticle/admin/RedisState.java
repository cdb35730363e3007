package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.spi.SharedStoreAdmin;
import org.jspecify.annotations.Nullable;

/** Redis in one word, as readiness and the dashboard tell it. */
final class RedisState {
  private RedisState() {}

  /**
   * @param store null when it is disabled by configuration
   */
  static String word(@Nullable SharedStoreAdmin store) {
    if (store == null) {
      return "disabled";
    }
    if (!store.isAvailable()) {
      return "down";
    }
    return store.servers().stream().allMatch(SharedStoreAdmin.Server::connected)
        ? "up"
        : "degraded";
  }
}
