package io.sluice.gateway.spi;

import io.sluice.gateway.message.BodyStream;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * The head of an origin's response, with its body still to come.
 *
 * @param fields as received
 * @param requestTimeMillis wall clock when the request was sent (RFC 9111 §4.2.3)
 * @param responseTimeMillis wall clock when the head arrived
 * @param tunnel the connection, if this is the 101 by which the origin agreed to a WebSocket; else
 *     null
 */
public record UpstreamResponse(
    int status,
    MultiMap fields,
    BodyStream body,
    long requestTimeMillis,
    long responseTimeMillis,
    @Nullable TunnelEnd tunnel) {

  /** An ordinary response. */
  public UpstreamResponse(
      int status,
      MultiMap fields,
      BodyStream body,
      long requestTimeMillis,
      long responseTimeMillis) {
    this(status, fields, body, requestTimeMillis, responseTimeMillis, null);
  }
}
