package io.sluice.gateway.adapter.web;

import io.sluice.gateway.caching.EventStream;
import io.sluice.gateway.message.BodyStream;
import io.sluice.gateway.message.GatewayFailure;
import io.sluice.gateway.message.GatewayFailure.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.net.ProtocolException;

/**
 * Moves an origin's body into a {@link BodyStream}, and gives up on an origin that stalls while we
 * are ready to read.
 *
 * <p>The order in {@link #start} is deliberate: a response whose connection broke right after its
 * head throws on late handlers, or never calls them. Its end is therefore asked for first.
 */
final class ResponseBody implements BodyStream.Source {
  private final Vertx vertx;
  private final HttpClientResponse response;
  private final Future<Void> end;
  private final BodyStream stream;
  private final long idleNanos;
  private final long totalNanos;
  private final long startNanos = System.nanoTime();
  private long idleTimer = -1;
  private long lastProgressNanos;
  private boolean paused;

  ResponseBody(
      Vertx vertx, Context context, UpstreamOptions.Pool options, HttpClientResponse response) {
    this.vertx = vertx;
    this.response = response;
    this.end = response.end();
    this.stream = new BodyStream(context, this);
    boolean events = EventStream.is(response.getHeader(HttpHeaders.CONTENT_TYPE));
    this.idleNanos = (events ? options.streamIdleTimeout() : options.firstByteTimeout()).toNanos();
    this.totalNanos = events ? 0 : options.totalTimeout().toNanos();
  }

  BodyStream stream() {
    return stream;
  }

  void start() {
    if (!end.isComplete()) {
      try {
        response.exceptionHandler(this::broken);
        response.handler(this::chunk);
      } catch (IllegalStateException alreadyEnded) {
        // The end below tells which way it ended.
      }
      lastProgressNanos = System.nanoTime();
      armIdleTimer(idleNanos);
    }
    end.onComplete(v -> ended(), this::broken);
    response.resume();
  }

  private void chunk(Buffer chunk) {
    lastProgressNanos = System.nanoTime();
    stream.append(chunk);
  }

  private void ended() {
    vertx.cancelTimer(idleTimer);
    if (stream.isEnded()) {
      return;
    }
    if (Http2Faults.isValid(response.trailers())) {
      stream.end(response.trailers());
    } else {
      broken(new ProtocolException("invalid trailer"));
    }
  }

  private void broken(Throwable cause) {
    vertx.cancelTimer(idleTimer);
    stream.fail(new GatewayFailure(Kind.BAD_GATEWAY, OriginFaults.describe(cause)));
  }

  private void armIdleTimer(long nanos) {
    if (nanos == 0) {
      return;
    }
    long left = totalNanos == 0 ? nanos : totalNanos - (System.nanoTime() - startNanos);
    idleTimer =
        vertx.setTimer(Math.max(1, Math.min(nanos, left) / 1_000_000 + 1), id -> checkIdle());
  }

  private void checkIdle() {
    if (stream.isEnded()) {
      return;
    }
    long now = System.nanoTime();
    long idle = now - lastProgressNanos;
    if (totalNanos > 0 && now - startNanos >= totalNanos) {
      stream.fail(new GatewayFailure(Kind.ORIGIN_TIMEOUT, "the response took too long"));
      response.request().reset();
    } else if (paused) {
      armIdleTimer(idleNanos);
    } else if (idle < idleNanos) {
      armIdleTimer(idleNanos - idle);
    } else {
      stream.fail(new GatewayFailure(Kind.ORIGIN_TIMEOUT, "the origin stalled in mid-body"));
      response.request().reset();
    }
  }

  @Override
  public void pause() {
    paused = true;
    response.pause();
  }

  @Override
  public void resume() {
    paused = false;
    lastProgressNanos = System.nanoTime();
    response.resume();
  }

  @Override
  public void cancel() {
    vertx.cancelTimer(idleTimer);
    if (!end.isComplete()) {
      response.request().reset();
    }
    stream.fail(new GatewayFailure(Kind.BAD_GATEWAY, "called off"));
  }
}
