package io.sluice.gateway.verticle.warming;

import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.invalidation.Verdict;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.spi.HotEntries;
import io.sluice.gateway.spi.LocalStore;
import io.sluice.gateway.verticle.warming.Progress.State;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills memory at the start with what the nodes had in use, the latest first, while requests are
 * served: one small read from the shared store at a time, within its limits of time and bytes.
 *
 * <p>As with any read of the shared store, nothing is read without a lease, and nothing is kept
 * that the table of invalidations voids.
 */
public final class MemoryFill {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryFill.class);

  /** Entries in one read, as many as travel in one command. */
  private static final int AT_ONCE = 16;

  /** Beyond, traffic has filled memory itself. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private static final long PAUSE_MILLIS = 100;

  private final Vertx vertx;
  private final HotEntries hot;
  private final LocalStore local;
  private final Validity validity;
  private final Counters counters;
  private final Limits limits;
  private final Progress progress = new Progress("start");
  private List<String> names = List.of();
  private int next;
  private long keptBytes;
  private long endNanos;

  /**
   * @param maxBytes of entries in memory, as they weigh there
   */
  public record Limits(Duration maxTime, long maxBytes) {}

  public MemoryFill(
      Vertx vertx,
      HotEntries hot,
      LocalStore local,
      Validity validity,
      Counters counters,
      Limits limits) {
    this.vertx = vertx;
    this.hot = hot;
    this.local = local;
    this.validity = validity;
    this.counters = counters;
    this.limits = limits;
  }

  public Progress progress() {
    return progress;
  }

  /** Begins as soon as the shared store and the lease are there. */
  public void start() {
    if (!progress.isRunning()) {
      return;
    }
    if (hot.isAvailable() && validity.trusted()) {
      endNanos = System.nanoTime() + limits.maxTime().toNanos();
      hot.names().onComplete(this::begin, cause -> fail("Redis: " + cause.getMessage()));
    } else if (progress.elapsedMillis() > LONGEST_WAIT.toMillis()) {
      fail("no lease within " + LONGEST_WAIT.toSeconds() + " s");
    } else {
      vertx.setTimer(PAUSE_MILLIS, id -> start());
    }
  }

  /** Ends it where it is. */
  public void cancel() {
    end(State.CANCELLED, "cancelled");
  }

  private void fail(String why) {
    progress.error(why);
    end(State.FAILED, why);
  }

  private void end(State how, String why) {
    if (progress.isRunning()) {
      progress.end(how);
      LOG.info(
          "Memory has {} entries ({} bytes) from Redis after {} ms: {}",
          progress.stored(),
          progress.bytes(),
          progress.elapsedMillis(),
          why);
    }
  }

  private void begin(List<String> found) {
    names = found;
    progress.expect(found.size());
    LOG.info(
        "Memory is being filled from Redis: {} entries were in use; at most {} bytes, {} ms",
        found.size(),
        limits.maxBytes(),
        limits.maxTime().toMillis());
    goOn();
  }

  private void goOn() {
    if (!progress.isRunning()) {
      return;
    }
    if (next >= names.size()) {
      end(State.DONE, "all of them");
    } else if (System.nanoTime() - endNanos >= 0) {
      end(State.DONE, "cache.warmup-max-time is over");
    } else if (!hot.isAvailable() || !validity.trusted()) {
      vertx.setTimer(PAUSE_MILLIS, id -> goOn());
    } else {
      var page = names.subList(next, Math.min(next + AT_ONCE, names.size()));
      next += page.size();
      hot.read(page)
          .onComplete(
              entries -> take(page.size(), entries),
              cause -> {
                page.forEach(name -> progress.countFailed("Redis: " + cause.getMessage()));
                vertx.setTimer(PAUSE_MILLIS, id -> goOn());
              });
    }
  }

  private void take(int asked, List<CacheEntry> entries) {
    for (int i = entries.size(); i < asked; i++) {
      progress.countNotStored();
    }
    for (var entry : entries) {
      if (!progress.isRunning() || !keep(entry)) {
        return;
      }
    }
    goOn();
  }

  /** False when there is no room for it, and so for none of those that were used less. */
  private boolean keep(CacheEntry entry) {
    boolean useful =
        validity.checkTable(entry.stamp()) == Verdict.VALID
            && entry.response().freshForMillis(System.currentTimeMillis()) > 0;
    if (!useful) {
      progress.countNotStored();
    } else if (isThere(entry)) {
      progress.countHit();
    } else if (keptBytes + entry.weightBytes() > limits.maxBytes()) {
      end(State.DONE, "cache.warmup-percent is reached");
      return false;
    } else {
      local.put(entry);
      keptBytes += entry.weightBytes();
      progress.countStored(entry.body().length());
      counters.count(Event.WARMUP_STORED);
    }
    return true;
  }

  /** Whatever traffic has brought meanwhile is as new. */
  private boolean isThere(CacheEntry entry) {
    var variants = local.find(entry.key());
    return variants != null
        && variants.entries().stream()
            .anyMatch(other -> other.response().vary().equals(entry.response().vary()));
  }
}
