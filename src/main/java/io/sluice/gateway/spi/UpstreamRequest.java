package io.sluice.gateway.spi;

import io.sluice.gateway.message.Cancellation;
import io.sluice.gateway.message.Interim;
import io.sluice.gateway.message.Span;
import io.sluice.gateway.message.UpstreamPool;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * A request as the origin shall receive it.
 *
 * @param pool the pool of origins; null = none is configured
 * @param target path and query, normalised
 * @param authority what goes into Host or {@code :authority}
 * @param fields end-to-end fields, without Host; owned by the receiver from now on
 * @param body the request's body, paused, or null when it has none
 * @param interim takes what the origin says before its final answer
 * @param cancellation by which the sender calls the exchange off, until the body has ended
 * @param trace what the request is made for, in traces
 * @param webSocketKey null = an ordinary request; else a WebSocket's opening handshake with this
 *     key, which goes out on a connection of its own and at most once
 */
public record UpstreamRequest(
    @Nullable UpstreamPool pool,
    HttpMethod method,
    String target,
    String authority,
    MultiMap fields,
    @Nullable ReadStream<Buffer> body,
    Interim interim,
    Cancellation cancellation,
    Span trace,
    @Nullable String webSocketKey) {

  /** An ordinary request. */
  public UpstreamRequest(
      @Nullable UpstreamPool pool,
      HttpMethod method,
      String target,
      String authority,
      MultiMap fields,
      @Nullable ReadStream<Buffer> body,
      Interim interim,
      Cancellation cancellation,
      Span trace) {
    this(pool, method, target, authority, fields, body, interim, cancellation, trace, null);
  }
}
