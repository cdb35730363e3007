package io.sluice.gateway.adapter.web;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How origins are reached.
 *
 * @param pools origins by pool name; each pool has at least one, as {@code scheme://host[:port]}
 * @param connectTimeout for a connection, including the wait for a free one
 * @param firstByteTimeout from the request being sent to the response's head
 * @param idleTimeout between two chunks of a body that we are ready to take
 * @param connections at most, to one origin from one event loop
 * @param queue requests at most that wait for a connection, before the answer is 503
 * @param breakerFailures within {@code breakerWindow} that open an origin's circuit
 * @param breakerWindow at least one second: the breaker counts in whole seconds
 * @param breakerReset how long an open circuit stays open before one request tries again
 */
public record UpstreamOptions(
    Map<String, List<URI>> pools,
    Duration connectTimeout,
    Duration firstByteTimeout,
    Duration idleTimeout,
    int connections,
    int queue,
    int breakerFailures,
    Duration breakerWindow,
    Duration breakerReset) {

  public UpstreamOptions {
    pools = Map.copyOf(pools);
    if (breakerWindow.toMillis() < 1000) {
      throw new IllegalArgumentException(
          "breakerWindow: " + breakerWindow + " (expected: >= PT1S)");
    }
  }
}
