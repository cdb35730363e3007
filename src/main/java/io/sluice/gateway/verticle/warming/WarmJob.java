package io.sluice.gateway.verticle.warming;

import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.RequestTarget;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Counters.Event;
import io.sluice.gateway.verticle.ingress.OwnRequests;
import io.sluice.gateway.verticle.warming.Progress.State;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out one order: fetches what it names, and what its sitemap lists, a few at a time and at
 * its pace. A sitemap is read when everything before it is done. Belongs to one event loop.
 */
final class WarmJob {
  private static final Logger LOG = LoggerFactory.getLogger(WarmJob.class);

  /** URLs of all sitemaps of an order together. */
  static final int MOST_URLS = 200_000;

  private static final Duration LONGEST = Duration.ofHours(1);

  private final Vertx vertx;
  private final OwnRequests requests;
  private final SitemapReader reader;
  private final Counters counters;
  private final WarmOrder order;
  private final Progress progress;
  private final Pace pace;
  private final Deque<RequestTarget> waiting;
  private final Deque<RequestTarget> sitemaps = new ArrayDeque<>();
  private boolean sitemapFailed;
  private int running;
  private boolean paused;

  WarmJob(
      Vertx vertx,
      OwnRequests requests,
      SitemapReader reader,
      Counters counters,
      WarmOrder order,
      Progress progress) {
    this.vertx = vertx;
    this.requests = requests;
    this.reader = reader;
    this.counters = counters;
    this.order = order;
    this.progress = progress;
    this.pace = new Pace(order.rate(), System.nanoTime());
    this.waiting = new ArrayDeque<>(order.targets());
    progress.expect(waiting.size());
  }

  Progress progress() {
    return progress;
  }

  void start() {
    LOG.info("Warm-up {} begins: {} URLs, {}", progress.id(), waiting.size(), sitemap());
    var sitemap = order.sitemap();
    if (sitemap != null) {
      sitemaps.add(sitemap);
    }
    go();
  }

  private String sitemap() {
    var sitemap = order.sitemap();
    return sitemap == null ? "no sitemap" : sitemap.uri();
  }

  /** What is under way comes to its own end. */
  void cancel() {
    end(State.CANCELLED);
  }

  private void end(State how) {
    if (progress.isRunning()) {
      progress.end(how);
      waiting.clear();
      sitemaps.clear();
      LOG.info(
          "Warm-up {} has ended ({}): {} stored, {} there before, {} not to be stored, {} failed",
          progress.id(),
          how,
          progress.stored(),
          progress.hits(),
          progress.notStored(),
          progress.failed());
    }
  }

  private void go() {
    if (progress.elapsedMillis() > LONGEST.toMillis()) {
      progress.error("after " + LONGEST.toMinutes() + " minutes the rest was left out");
      end(State.FAILED);
    }
    while (progress.isRunning() && !paused && running < order.concurrency()) {
      if (waiting.isEmpty()) {
        if (running == 0) {
          nextSitemap();
        }
        return;
      }
      long pauseMillis = pace.take(System.nanoTime());
      if (pauseMillis > 0) {
        paused = true;
        vertx.setTimer(
            pauseMillis,
            id -> {
              paused = false;
              go();
            });
        return;
      }
      var target = waiting.remove();
      running++;
      requests.get(target, order.fields()).onSuccess(result -> done(target, result));
    }
  }

  private void done(RequestTarget target, OwnRequests.Result result) {
    running--;
    if (!progress.isRunning()) {
      return;
    }
    switch (result.outcome()) {
      case STORED -> {
        progress.countStored(result.bytes());
        counters.count(Event.WARMUP_STORED);
      }
      case HIT -> progress.countHit();
      case NOT_STORED -> progress.countNotStored();
      case FAILED -> {
        progress.countFailed(target.uri() + ": " + result.detail());
        counters.count(Event.WARMUP_FAILED);
      }
    }
    // Not from within: ten thousand hits would be as many frames.
    vertx.runOnContext(v -> go());
  }

  private void nextSitemap() {
    if (sitemaps.isEmpty()) {
      end(sitemapFailed ? State.FAILED : State.DONE);
      return;
    }
    var sitemap = sitemaps.remove();
    running++;
    reader
        .read(sitemap, order.fields())
        .onComplete(
            read -> {
              if (read.succeeded()) {
                take(sitemap, read.result());
              } else {
                refuse(sitemap, String.valueOf(read.cause().getMessage()));
              }
              running--;
              go();
            });
  }

  private void refuse(RequestTarget sitemap, String why) {
    sitemapFailed = true;
    progress.error("sitemap " + sitemap.uri() + ": " + why);
  }

  private void take(RequestTarget from, Sitemap read) {
    if (!progress.isRunning()) {
      return;
    }
    if (read.isIndex() && !from.equals(order.sitemap())) {
      refuse(from, "an index in an index (expected: one level)");
      return;
    }
    if (!read.isIndex() && progress.total() + read.locations().size() > MOST_URLS) {
      refuse(from, "left out, with what follows (limit: " + MOST_URLS + " URLs in one order)");
      sitemaps.clear();
      return;
    }
    if (!read.isIndex()) {
      progress.expect(read.locations().size());
    }
    for (var location : read.locations()) {
      try {
        (read.isIndex() ? sitemaps : waiting).add(target(from, location));
      } catch (InvalidTargetException | IllegalArgumentException refused) {
        var why =
            refused instanceof InvalidTargetException invalid
                ? invalid.detail()
                : String.valueOf(refused.getMessage());
        if (read.isIndex()) {
          refuse(from, why);
        } else {
          progress.countFailed(why);
          counters.count(Event.WARMUP_FAILED);
        }
      }
    }
  }

  /** A sitemap speaks of its own host, and of others only where the configuration names those. */
  private RequestTarget target(RequestTarget sitemap, String location)
      throws InvalidTargetException {
    var target = requests.target(location);
    if (!requests.namesHosts() && !target.authority().equals(sitemap.authority())) {
      throw new IllegalArgumentException(
          target.uri() + " (expected: the sitemap's host, or one that http.hosts has)");
    }
    return target;
  }
}
