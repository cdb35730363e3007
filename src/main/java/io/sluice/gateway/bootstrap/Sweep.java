package io.sluice.gateway.bootstrap;

import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.invalidation.Verdict;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.spi.LocalStore;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Drops from memory, now and then, what is invalid or useless. Memory's sake alone: it would go
 * when room is needed, too.
 */
final class Sweep {
  private final Vertx vertx;
  private final LocalStore local;
  private final Supplier<@Nullable Validity> validity;
  private Duration interval = Duration.ZERO;
  private long timer = -1;
  private volatile long keepMillis;

  /**
   * @param validity null while it is not known
   */
  Sweep(Vertx vertx, LocalStore local, Supplier<@Nullable Validity> validity) {
    this.vertx = vertx;
    this.local = local;
    this.validity = validity;
  }

  /** Goes on by this configuration; reloads that leave the interval alone do not put it off. */
  synchronized void by(GatewayConfig config) {
    keepMillis = config.redis().maxEntryTtl().toMillis();
    var wanted = config.cache().cleanupInterval();
    if (!wanted.equals(interval)) {
      vertx.cancelTimer(timer);
      interval = wanted;
      timer = vertx.setPeriodic(wanted.toMillis(), id -> vertx.executeBlocking(this::sweep));
    }
  }

  private @Nullable Void sweep() {
    var known = validity.get();
    long nowMillis = System.currentTimeMillis();
    long keep = keepMillis;
    local.sweep(
        (CacheEntry entry) ->
            (known != null && known.checkTable(entry.stamp()) == Verdict.INVALID)
                || entry.response().usefulUntilMillis(keep) < nowMillis);
    return null;
  }
}
