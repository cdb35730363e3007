package io.sluice.gateway.verticle.warming;

import io.sluice.gateway.verticle.EventLoops;
import io.sluice.gateway.verticle.FetchClient;
import io.sluice.gateway.verticle.LookupClient;
import io.sluice.gateway.verticle.ingress.IngressLoop;
import io.sluice.gateway.verticle.ingress.OwnRequests;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node's warming up, from its start to its end. Belongs to the event loop that made it. */
public final class Warming {
  private final EventLoops loops;
  private final int loop;
  private final OwnRequests requests;
  private final WarmJobs jobs;
  private final @Nullable MemoryFill fill;
  private final @Nullable HotRecord record;

  /** To be made on the event loop that will use it. */
  public Warming(Vertx vertx, WarmServices services) {
    var ingress = services.ingress().get();
    this.loops = ingress.loops();
    this.loop = loops.claim(Warming.class.getName());
    this.requests =
        new OwnRequests(
            vertx,
            services.ingress()::get,
            new LookupClient(vertx, loops, IngressLoop.LOOKUP_TIMEOUT),
            new FetchClient(vertx, loop));
    this.jobs = new WarmJobs(vertx, requests, ingress.counters());
    var hotEntries = services.hotEntries();
    if (hotEntries == null) {
      this.fill = null;
      this.record = null;
    } else {
      var hot = hotEntries.apply(vertx);
      this.record = new HotRecord(vertx, hot, ingress.local());
      this.fill =
          new MemoryFill(
              vertx,
              hot,
              ingress.local(),
              ingress.validity(),
              ingress.counters(),
              services.limits());
    }
  }

  /** Begins to fill memory, if that is wanted; waits for nothing. */
  public void start() {
    if (fill != null && record != null) {
      fill.start();
      record.start();
    }
  }

  /** Ends what is under way, and tells what was in use. */
  public Future<Void> stop() {
    loops.release(Warming.class.getName(), loop);
    jobs.close();
    if (fill != null) {
      fill.cancel();
    }
    return record == null ? Future.succeededFuture() : record.record();
  }

  /** The way that what is fetched takes. */
  public OwnRequests requests() {
    return requests;
  }

  public WarmJobs jobs() {
    return jobs;
  }

  /** Orders, the latest first, and the start. */
  public List<Progress> list() {
    var all = new ArrayList<>(jobs.list());
    if (fill != null) {
      all.add(fill.progress());
    }
    return all;
  }

  public Optional<Progress> find(String id) {
    return list().stream().filter(progress -> progress.id().equals(id)).findFirst();
  }

  /** Ends one, if it has not ended; what it has stored stays. */
  public Optional<Progress> cancel(String id) {
    if (fill != null && fill.progress().id().equals(id)) {
      fill.cancel();
      return Optional.of(fill.progress());
    }
    return jobs.cancel(id);
  }
}
