package io.sluice.gateway.verticle.ingress;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What one event loop has under way of compression, and the bounds of it. */
final class CodingWork {
  /** Bodies that may wait for a thread; what is refused is asked for again by the next hit. */
  private static final int MAX_PENDING = 64;

  /** Answers that are compressed at the same time; beyond it they are sent as they are. */
  private static final int MAX_STREAMS = 256;

  private final Vertx vertx;
  private @Nullable WorkerExecutor workers;
  private int pending;
  private int streams;

  CodingWork(Vertx vertx) {
    this.vertx = vertx;
  }

  boolean hasRoomForBody() {
    return pending < MAX_PENDING;
  }

  /** Encodes a whole body, off the event loop. */
  <T> Future<T> submit(Callable<T> encoding) {
    pending++;
    return workers().executeBlocking(encoding, false).onComplete(done -> pending--);
  }

  /** Shared by all event loops, and few: what is not urgent must not take the processors. */
  private WorkerExecutor workers() {
    var known = workers;
    if (known == null) {
      int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 4);
      known = vertx.createSharedWorkerExecutor("sluice-coding", threads);
      workers = known;
    }
    return known;
  }

  boolean hasRoomForStream() {
    return streams < MAX_STREAMS;
  }

  void streamBegun() {
    streams++;
  }

  void streamEnded() {
    streams--;
  }
}
