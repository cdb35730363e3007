package io.sluice.gateway.verticle.ingress;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request body that breaks off with an error when it all but stops while we are ready to read. A
 * byte now and then does not help: that is how connections are held for nothing.
 */
final class TimedBody implements ReadStream<Buffer> {
  private static final long LEAST_BYTES = 1024;

  private final Vertx vertx;
  private final ReadStream<Buffer> body;
  private final long timeoutMillis;
  private final Runnable onStalled;
  private @Nullable Handler<Throwable> exceptionHandler;
  private @Nullable Handler<Void> endHandler;
  private long timer = -1;
  private long bytes;
  private boolean paused;
  private boolean ended;

  /**
   * @param timeout zero = no limit
   */
  TimedBody(Vertx vertx, ReadStream<Buffer> body, Duration timeout, Runnable onStalled) {
    this.vertx = vertx;
    this.body = body;
    this.timeoutMillis = timeout.toMillis();
    this.onStalled = onStalled;
  }

  @Override
  public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
    exceptionHandler = handler;
    body.exceptionHandler(
        handler == null
            ? null
            : cause -> {
              stop();
              handler.handle(cause);
            });
    return this;
  }

  @Override
  public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
    if (handler == null) {
      vertx.cancelTimer(timer);
      timer = -1;
      body.handler(null);
      return this;
    }
    body.handler(
        chunk -> {
          bytes += chunk.length();
          handler.handle(chunk);
        });
    if (!ended && timer < 0 && timeoutMillis > 0) {
      arm();
    }
    return this;
  }

  private void arm() {
    bytes = 0;
    timer = vertx.setTimer(timeoutMillis, id -> check());
  }

  private void check() {
    if (ended) {
      return;
    }
    if (paused || bytes >= LEAST_BYTES) {
      arm();
      return;
    }
    stop();
    body.handler(null);
    onStalled.run();
    if (exceptionHandler != null) {
      exceptionHandler.handle(new IllegalStateException("request body stalled"));
    }
  }

  private void stop() {
    ended = true;
    vertx.cancelTimer(timer);
  }

  @Override
  public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
    endHandler = handler;
    body.endHandler(
        v -> {
          stop();
          if (endHandler != null) {
            endHandler.handle(null);
          }
        });
    return this;
  }

  @Override
  public ReadStream<Buffer> pause() {
    paused = true;
    body.pause();
    return this;
  }

  @Override
  public ReadStream<Buffer> resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public ReadStream<Buffer> fetch(long amount) {
    if (paused) {
      // Nothing could come while we did not read.
      bytes = LEAST_BYTES;
    }
    paused = false;
    body.fetch(amount);
    return this;
  }
}
