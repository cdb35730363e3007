package io.sluice.gateway.spi;

import io.vertx.core.Future;

/** The way to the origins; one instance an event loop, used on that loop only. */
public interface Upstream {

  /**
   * Sends a request and answers as soon as the response's head is there. A 101 comes only to a
   * WebSocket's handshake, if it is valid (RFC 6455 §4.1), and with the tunnel.
   *
   * @return fails with nothing but {@link io.sluice.gateway.message.GatewayFailure}; a response
   *     with an error status is a response, not a failure
   */
  Future<UpstreamResponse> send(UpstreamRequest request);

  /** Closes the connections; requests under way fail. */
  Future<Void> close();
}
