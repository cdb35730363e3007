package io.sluice.gateway.verticle.ingress;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A request body that breaks off with an error where it passes the limit. */
final class LimitedBody implements ReadStream<Buffer> {
  private final ReadStream<Buffer> body;
  private final long maxBytes;
  private final Runnable onExceeded;
  private long bytes;
  private @Nullable Handler<Throwable> exceptionHandler;

  LimitedBody(ReadStream<Buffer> body, long maxBytes, Runnable onExceeded) {
    this.body = body;
    this.maxBytes = maxBytes;
    this.onExceeded = onExceeded;
  }

  @Override
  public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
    exceptionHandler = handler;
    body.exceptionHandler(handler);
    return this;
  }

  @Override
  public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
    body.handler(
        handler == null
            ? null
            : chunk -> {
              bytes += chunk.length();
              if (bytes <= maxBytes) {
                handler.handle(chunk);
              } else {
                exceeded();
              }
            });
    return this;
  }

  private void exceeded() {
    body.handler(null);
    onExceeded.run();
    if (exceptionHandler != null) {
      exceptionHandler.handle(new IllegalStateException("request body too large"));
    }
  }

  @Override
  public ReadStream<Buffer> pause() {
    body.pause();
    return this;
  }

  @Override
  public ReadStream<Buffer> resume() {
    body.resume();
    return this;
  }

  @Override
  public ReadStream<Buffer> fetch(long amount) {
    body.fetch(amount);
    return this;
  }

  @Override
  public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
    body.endHandler(handler);
    return this;
  }
}
