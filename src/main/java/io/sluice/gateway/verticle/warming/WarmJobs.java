package io.sluice.gateway.verticle.warming;

import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.verticle.ingress.OwnRequests;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The orders of a node to warm up: those under way and the latest others. */
public final class WarmJobs {
  /** Under way at the same time. */
  public static final int MOST_RUNNING = 4;

  private static final int MOST_KEPT = 50;

  private final Vertx vertx;
  private final OwnRequests requests;
  private final SitemapReader sitemaps;
  private final Counters counters;
  private final Deque<WarmJob> jobs = new ArrayDeque<>();
  private final String prefix = Long.toString(System.currentTimeMillis(), 36);
  private long last;

  public WarmJobs(Vertx vertx, OwnRequests requests, Counters counters) {
    this.vertx = vertx;
    this.requests = requests;
    this.sitemaps = new SitemapReader(vertx, requests);
    this.counters = counters;
  }

  /** Begins, unless {@value #MOST_RUNNING} are under way. */
  public Optional<Progress> begin(WarmOrder order) {
    if (jobs.stream().filter(job -> job.progress().isRunning()).count() >= MOST_RUNNING) {
      return Optional.empty();
    }
    // Not the same after a restart: who still follows the one before learns that it is gone.
    var progress = new Progress(prefix + "-" + ++last);
    var job = new WarmJob(vertx, requests, sitemaps, counters, order, progress);
    jobs.addFirst(job);
    if (jobs.size() > MOST_KEPT) {
      forgetOldest();
    }
    job.start();
    return Optional.of(progress);
  }

  /** One that is under way stays, however old: it counts, and may be cancelled. */
  private void forgetOldest() {
    for (var oldest = jobs.descendingIterator(); oldest.hasNext(); ) {
      if (!oldest.next().progress().isRunning()) {
        oldest.remove();
        return;
      }
    }
  }

  /** The latest first. */
  public List<Progress> list() {
    var list = new ArrayList<Progress>();
    jobs.forEach(job -> list.add(job.progress()));
    return list;
  }

  /** Ends one, if it is there and has not ended; what it has stored stays. */
  public Optional<Progress> cancel(String id) {
    for (var job : jobs) {
      if (job.progress().id().equals(id)) {
        job.cancel();
        return Optional.of(job.progress());
      }
    }
    return Optional.empty();
  }

  /** Ends all. */
  public void close() {
    jobs.forEach(WarmJob::cancel);
  }
}
