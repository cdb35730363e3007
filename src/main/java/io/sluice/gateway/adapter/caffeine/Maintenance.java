package io.sluice.gateway.adapter.caffeine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/** Where caches evict and expire: off the event loops, a little later than they ask. */
final class Maintenance {
  /**
   * A full cache asks with each entry that is put and every few that are found, and to wake a
   * thread each time costs an event loop more than the look-up did. What comes until then waits in
   * the cache's bounded buffers; a writer that finds its buffer full does the work itself.
   */
  static final Executor LATER =
      CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS, ForkJoinPool.commonPool());

  private Maintenance() {}
}
