package io.sluice.gateway.verticle;

import io.sluice.gateway.message.BodySink;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** Writes a streamed body to a client; a body that broke off becomes a broken response. */
public final class ResponseSink implements BodySink {
  private final HttpServerResponse response;

  public ResponseSink(HttpServerResponse response) {
    this.response = response;
  }

  @Override
  public boolean write(Buffer chunk, Runnable whenWritable) {
    if (response.closed()) {
      return true;
    }
    response.write(chunk);
    if (!response.writeQueueFull()) {
      return true;
    }
    response.drainHandler(v -> whenWritable.run());
    return false;
  }

  @Override
  public void end(MultiMap trailers) {
    if (response.closed()) {
      return;
    }
    if (!trailers.isEmpty() && response.isChunked()) {
      response.trailers().addAll(trailers);
    }
    response.end();
  }

  @Override
  public void fail(Throwable cause) {
    // The client must see the break: an orderly end would pass a half for the whole.
    response.reset();
  }
}
