package io.sluice.gateway.spi;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.message.CacheEntry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** The shared store of a gateway that has none by configuration. */
public final class NoSharedStore implements SharedStore {

  @Override
  public boolean isAvailable() {
    return false;
  }

  @Override
  public Future<Optional<CacheEntry>> find(CacheKey key, Fields request) {
    return Future.succeededFuture(Optional.empty());
  }

  @Override
  public Future<Boolean> put(CacheEntry entry, Duration keep) {
    return Future.succeededFuture(false);
  }

  @Override
  public Future<String> cleared() {
    return Future.succeededFuture("");
  }

  @Override
  public Future<Boolean> claim(CacheKey key, String claimant, Duration holdFor) {
    return Future.succeededFuture(true);
  }

  @Override
  public Future<Boolean> renew(CacheKey key, String claimant, Duration holdFor) {
    return Future.succeededFuture(true);
  }

  @Override
  public Future<Void> release(CacheKey key, String claimant) {
    return Future.succeededFuture();
  }
}
