package io.sluice.gateway.spi;

import io.sluice.gateway.caching.CacheKey;
import io.sluice.gateway.caching.Fields;
import io.sluice.gateway.message.CacheEntry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The file store of a gateway that keeps nothing on disk. */
public final class NoFileStore implements FileStore {

  @Override
  public Future<Void> opened() {
    return Future.succeededFuture();
  }

  @Override
  public boolean isAvailable() {
    return false;
  }

  @Override
  public Future<Optional<CacheEntry>> find(CacheKey key, Fields request) {
    return Future.succeededFuture(Optional.empty());
  }

  @Override
  public void put(CacheEntry entry, Duration keep) {}

  @Override
  public @Nullable String mark() {
    return null;
  }

  @Override
  public void restart(String mark) {}

  @Override
  public Stats stats() {
    return new Stats(false, 0, 0, 0, 0);
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
