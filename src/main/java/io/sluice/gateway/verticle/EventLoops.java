package io.sluice.gateway.verticle;

import io.vertx.core.Context;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Numbers the event loops and sees to it that a verticle that belongs on each of them is on each of
 * them once.
 *
 * <p>Vert.x hands loops out in turn to everything that asks, so as many instances as loops may
 * still leave a loop out. An instance therefore claims the loop it has landed on when it starts;
 * one that comes too late fails its deployment, and the deployer tries again until all loops are
 * covered.
 */
public final class EventLoops {
  private final int count;
  private final AtomicInteger nextNumber = new AtomicInteger();
  private final Map<Thread, Integer> numbers = new ConcurrentHashMap<>();
  private final Map<String, Set<Integer>> claims = new ConcurrentHashMap<>();

  public EventLoops(int count) {
    this.count = count;
  }

  public int count() {
    return count;
  }

  /** The loop, 0 to {@link #count} − 1, on which work for a key of this hash is done. */
  public int home(int hash) {
    return Math.floorMod(hash ^ (hash >>> 16), count);
  }

  /**
   * Claims the event loop of the caller for a verticle; to be called on it.
   *
   * @return its number, 0 to {@link #count} − 1
   * @throws LoopTakenException when another instance of the verticle is there already
   */
  public int claim(String verticle) {
    int loop = numbers.computeIfAbsent(Thread.currentThread(), thread -> next());
    if (!claims.computeIfAbsent(verticle, v -> ConcurrentHashMap.newKeySet()).add(loop)) {
      throw new LoopTakenException(verticle, loop);
    }
    return loop;
  }

  /** Gives a claim back, when a verticle stops. */
  public void release(String verticle, int loop) {
    claims.getOrDefault(verticle, Set.of()).remove(loop);
  }

  private int next() {
    if (!Context.isOnEventLoopThread()) {
      throw new IllegalStateException("a claim is made on the event loop that it is for");
    }
    int loop = nextNumber.getAndIncrement();
    if (loop >= count) {
      throw new IllegalStateException("more event loops than the " + count + " configured");
    }
    return loop;
  }

  /** The event loop has its instance already: deploy again, and land elsewhere. */
  public static final class LoopTakenException extends RuntimeException {
    LoopTakenException(String verticle, int loop) {
      super(verticle + " is on event loop " + loop + " already", null, false, false);
    }
  }
}
