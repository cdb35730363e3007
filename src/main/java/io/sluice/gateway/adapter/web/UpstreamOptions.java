package io.sluice.gateway.adapter.web;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How origins are reached.
 *
 * @param pools by the name that rules give
 */
public record UpstreamOptions(Map<String, Pool> pools) {

  public UpstreamOptions {
    pools = Map.copyOf(pools);
  }

  /**
   * Origins that serve the same content.
   *
   * @param origins at least one, as {@code scheme://host[:port]}
   * @param preserveHost whether an origin gets the client's Host or its own authority
   * @param connectTimeout for a connection, including the wait for a free one
   * @param firstByteTimeout from the request being sent to the response's head, and again between
   *     two chunks of a body that we are ready to take
   * @param totalTimeout from the request being sent to the end of the response; zero for none
   * @param keepAlive a pooled connection unused for so long is closed
   * @param connections at most, to one origin from one event loop
   * @param queue requests at most that wait for a connection, before the answer is 503
   * @param retries further attempts of an idempotent request of which no byte was answered
   * @param breakerFailures within {@code breakerWindow} that open an origin's circuit
   * @param breakerWindow at least one second: the breaker counts in whole seconds
   * @param breakerReset how long an open circuit stays open before one request tries again
   */
  public record Pool(
      List<URI> origins,
      boolean preserveHost,
      Duration connectTimeout,
      Duration firstByteTimeout,
      Duration totalTimeout,
      Duration keepAlive,
      int connections,
      int queue,
      int retries,
      int breakerFailures,
      Duration breakerWindow,
      Duration breakerReset) {

    public Pool {
      origins = List.copyOf(origins);
      if (breakerWindow.toMillis() < 1000) {
        throw new IllegalArgumentException(
            "breakerWindow: " + breakerWindow + " (expected: >= PT1S)");
      }
    }
  }
}
