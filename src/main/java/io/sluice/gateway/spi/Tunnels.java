package io.sluice.gateway.spi;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/** Takes clients' connections out of HTTP, and joins them with origins'. */
public interface Tunnels {

  /**
   * From now on the connection carries nothing that could be taken for another request. To be
   * called when the request is handled, on its event loop, for HTTP/1.1 only.
   *
   * @param whenEarly runs when bytes come before the answer: the client may not send any (RFC 6455
   *     §4.1), and they are dropped
   */
  ClientEnd take(HttpServerRequest request, Runnable whenEarly);

  /** A client's side; used on its event loop only. */
  interface ClientEnd {

    /**
     * Answers 101, and then carries bytes both ways until both sides have ended.
     *
     * @param fields of the 101, all of them
     * @param origin of the same event loop
     * @param idle the tunnel is closed after so long without a byte; zero = never
     * @param whenClosed runs once, when neither connection is open any more
     */
    void join(MultiMap fields, TunnelEnd origin, Duration idle, Runnable whenClosed);

    /** Closes a joined tunnel, as soon as both sides have taken what was sent to them. */
    void close();
  }
}
