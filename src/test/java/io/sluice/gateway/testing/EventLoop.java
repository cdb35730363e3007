package io.sluice.gateway.testing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** An event loop on which a test runs its steps, and on which it awaits conditions. */
public final class EventLoop {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Vertx vertx;
  private final Context context;

  public EventLoop(Vertx vertx) {
    this.vertx = vertx;
    this.context = ((VertxInternal) vertx).createEventLoopContext();
  }

  /** Runs the step on the event loop; its result. */
  public <T> T call(Supplier<T> step) {
    return await(() -> Future.succeededFuture(step.get()));
  }

  /** Runs the step on the event loop and awaits its future; throws the future's failure. */
  public <T> T await(Supplier<Future<T>> step) {
    return get(start(step));
  }

  /** Runs the step on the event loop; the future's failure. */
  public Throwable awaitFailure(Supplier<? extends Future<?>> step) {
    return await(
        () ->
            step.get()
                .transform(
                    ar ->
                        ar.failed()
                            ? Future.<Throwable>succeededFuture(ar.cause())
                            : Future.failedFuture(
                                new AssertionError("succeeded: " + ar.result()))));
  }

  /** Awaits a condition, which is asked on the event loop every few milliseconds. */
  public void until(BooleanSupplier condition) {
    var met = new CompletableFuture<Boolean>();
    context.runOnContext(v -> poll(condition, met));
    get(met);
  }

  /** Lets time pass on the event loop. */
  public void elapse(Duration time) {
    await(() -> vertx.timer(time.toMillis(), TimeUnit.MILLISECONDS).mapEmpty());
  }

  private void poll(BooleanSupplier condition, CompletableFuture<Boolean> met) {
    try {
      if (condition.getAsBoolean()) {
        met.complete(true);
      } else if (!met.isDone()) {
        vertx.setTimer(3, id -> poll(condition, met));
      }
    } catch (RuntimeException | AssertionError e) {
      met.completeExceptionally(e);
    }
  }

  private <T> CompletableFuture<T> start(Supplier<Future<T>> step) {
    var result = new CompletableFuture<T>();
    context.runOnContext(
        v -> {
          try {
            step.get().onComplete(result::complete, result::completeExceptionally);
          } catch (RuntimeException | AssertionError e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  private static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    } catch (TimeoutException e) {
      future.cancel(false);
      throw new AssertionError("not within " + PATIENCE.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
