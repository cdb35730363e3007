package io.sluice.gateway.verticle.warming;

import io.sluice.gateway.spi.HotEntries;
import io.sluice.gateway.spi.LocalStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the shared store what this node has in use, from time to time and when it stops: nobody
 * else knows, since what memory answers never reaches Redis.
 */
public final class HotRecord {
  private static final Logger LOG = LoggerFactory.getLogger(HotRecord.class);

  /** Of one node, so that a few nodes find room. */
  private static final int MOST = HotEntries.MOST / 2;

  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final HotEntries hot;
  private final LocalStore local;
  private Future<Void> current = Future.succeededFuture();

  public HotRecord(Vertx vertx, HotEntries hot, LocalStore local) {
    this.vertx = vertx;
    this.hot = hot;
    this.local = local;
  }

  public void start() {
    vertx.setPeriodic(SOON.toMillis(), PERIOD.toMillis(), id -> record());
  }

  /** Never fails: a cluster that starts cold is no reason to stop anything. */
  public Future<Void> record() {
    if (hot.isAvailable() && current.isComplete()) {
      current =
          vertx
              .executeBlocking(() -> local.hottest(MOST), false)
              .compose(hot::record)
              .onFailure(cause -> LOG.debug("What is in use was not recorded", cause))
              .otherwiseEmpty();
    }
    return current;
  }
}
