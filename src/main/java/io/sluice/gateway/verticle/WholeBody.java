package io.sluice.gateway.verticle;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A request body that is already in memory; paused, and given out in one piece when resumed. */
public final class WholeBody implements ReadStream<Buffer> {
  private final Buffer content;
  private @Nullable Handler<Buffer> handler;
  private @Nullable Handler<Void> endHandler;
  private boolean done;

  private WholeBody(Buffer content) {
    this.content = content;
  }

  /** The body of a request with this content; null when there is none to send. */
  public static @Nullable ReadStream<Buffer> of(@Nullable Buffer content) {
    return content == null || content.length() == 0 ? null : new WholeBody(content);
  }

  @Override
  public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
    return this;
  }

  @Override
  public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
    this.handler = handler;
    return this;
  }

  @Override
  public ReadStream<Buffer> pause() {
    return this;
  }

  @Override
  public ReadStream<Buffer> resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public ReadStream<Buffer> fetch(long amount) {
    var receiver = handler;
    if (receiver != null && !done) {
      done = true;
      receiver.handle(content);
      if (endHandler != null) {
        endHandler.handle(null);
      }
    }
    return this;
  }

  @Override
  public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
    endHandler = handler;
    return this;
  }
}
