package io.sluice.gateway.adapter.sqlite;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the store from a disk that is full or broken: for a while nobody tries it, then one write
 * does. Each way is logged once. Used by one thread; others may ask.
 */
final class DiskWatch {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteFileStore.class);

  private final Path path;
  private final long pauseNanos;
  private final LongSupplier nanoTime;
  private volatile boolean ill;
  private volatile long pausedNanos;

  DiskWatch(Path path, Duration pause, LongSupplier nanoTime) {
    this.path = path;
    this.pauseNanos = pause.toNanos();
    this.nanoTime = nanoTime;
  }

  /** Whether the last that was heard of the disk was good. */
  boolean isWell() {
    return !ill;
  }

  /** Whether a write may be tried now. */
  boolean mayTry() {
    return !ill || nanoTime.getAsLong() - pausedNanos >= pauseNanos;
  }

  void failed(Throwable cause) {
    if (!ill) {
      LOG.warn(
          "Nothing is kept in {} for now: {} (give the disk room or mend it; it is tried again every"
              + " {} s)",
          path,
          cause.getMessage(),
          TimeUnit.NANOSECONDS.toSeconds(pauseNanos));
    }
    pausedNanos = nanoTime.getAsLong();
    ill = true;
  }

  void worked() {
    if (ill) {
      LOG.info("Responses are kept in {} again", path);
    }
    ill = false;
  }
}
