package io.sluice.gateway.spi;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * What the configuration makes of one part of the node: immutable, and replaced as a whole when the
 * configuration changes. Safe from any thread; whoever cannot afford to look each time follows it.
 */
public final class Current<T> {
  private final List<Follower<T>> followers = new CopyOnWriteArrayList<>();
  private volatile T value;

  private record Follower<T>(Context context, Consumer<T> taker) {
    Future<Void> tell(T value) {
      Promise<Void> told = Promise.promise();
      context.runOnContext(
          v -> {
            try {
              taker.accept(value);
              told.complete();
            } catch (RuntimeException failed) {
              told.fail(failed);
            }
          });
      return told.future();
    }
  }

  public Current(T value) {
    this.value = value;
  }

  public T get() {
    return value;
  }

  /**
   * Has each later value taken on an event loop.
   *
   * @param known the value that has been taken so far; it may have been replaced since
   * @return ends it
   */
  public Runnable follow(Context context, T known, Consumer<T> taker) {
    var follower = new Follower<>(context, taker);
    followers.add(follower);
    var now = value;
    if (now != known) {
      follower.tell(now);
    }
    return () -> followers.remove(follower);
  }

  /**
   * Replaces the value; one at a time.
   *
   * @return completes when all who follow have taken it
   */
  public Future<Void> replace(T next) {
    value = next;
    return Future.join(followers.stream().map(follower -> follower.tell(next)).toList()).mapEmpty();
  }
}
