package io.sluice.gateway.verticle.ingress;

import io.sluice.gateway.caching.InvalidTargetException;
import io.sluice.gateway.caching.RequestHead;
import io.sluice.gateway.caching.RequestTarget;
import io.sluice.gateway.message.RequestPolicy;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.Counters.Event;
import io.vertx.core.MultiMap;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches what a rule wants fetched after a write, a few at a time, of one event loop.
 *
 * <p>A path that waits already is not added again. One that is being fetched is: what that brings
 * may be older than the write, whose invalidation then keeps it from being used. What is fetched
 * here is read only, so that it causes no further fetches.
 */
final class Prefetcher {
  private static final Logger LOG = LoggerFactory.getLogger(Prefetcher.class);

  static final int MOST_WAITING = 1000;
  private static final int AT_ONCE = 4;

  private final OwnRequests requests;
  private final Counters counters;
  private final Set<RequestTarget> waiting = new LinkedHashSet<>();
  private int running;
  private boolean starting;

  Prefetcher(OwnRequests requests, Counters counters) {
    this.requests = requests;
    this.counters = counters;
  }

  /** A write has succeeded, and what it changed is invalid on this node. */
  void after(RequestHead write, RequestPolicy policy) {
    for (var path : policy.prefetches()) {
      try {
        // Its beginning with a slash makes it one of the write's own origin.
        var own = write.target();
        add(RequestTarget.parse("GET", path, own.scheme(), own.authority()));
      } catch (InvalidTargetException invalid) {
        LOG.debug("not a path to prefetch: {}", invalid.detail());
        counters.count(Event.PREFETCH_FAILED);
      }
    }
    next();
  }

  private void add(RequestTarget target) {
    if (waiting.contains(target)) {
      return;
    }
    if (waiting.size() >= MOST_WAITING) {
      counters.count(Event.PREFETCH_DROPPED);
    } else {
      waiting.add(target);
    }
  }

  private void next() {
    if (starting) {
      return; // called by what was answered at once, of which there may be hundreds
    }
    starting = true;
    while (running < AT_ONCE && !waiting.isEmpty()) {
      var first = waiting.iterator();
      var target = first.next();
      first.remove();
      running++;
      // None of the writer's fields: what comes is for everybody.
      requests
          .get(target, MultiMap.caseInsensitiveMultiMap())
          .onSuccess(result -> done(target, result));
    }
    starting = false;
  }

  private void done(RequestTarget target, OwnRequests.Result result) {
    running--;
    counters.count(Event.PREFETCH);
    if (result.outcome() == OwnRequests.Outcome.FAILED) {
      counters.count(Event.PREFETCH_FAILED);
      LOG.debug("prefetch of {}: {}", target.uri(), result.detail());
    }
    next();
  }
}
