package io.sluice.gateway.adapter.web;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How origins are reached.
 *
 * @param pools by the name that rules give
 */
public record UpstreamOptions(Map<String, Pool> pools) {

  public UpstreamOptions {
    pools = Map.copyOf(pools);
  }

  /** How requests are shared out among the origins of a pool. */
  public enum Balance {
    LEAST_OUTSTANDING,
    ROUND_ROBIN,
    CONSISTENT_HASH
  }

  /**
   * One origin.
   *
   * @param uri {@code scheme://host[:port]}
   * @param weight at least 1
   */
  public record Server(URI uri, int weight) {}

  /**
   * How origins are asked whether they are well.
   *
   * @param host what is asked for it, null = the origin's own
   * @param interval between two checks of an origin, give or take a fifth
   * @param timeout for connection and answer together
   * @param statuses of a good answer
   * @param rise good answers in a row that bring an origin back
   * @param fall bad ones in a row that take it out
   */
  public record Health(
      String path,
      @Nullable String host,
      Duration interval,
      Duration timeout,
      Set<Integer> statuses,
      int rise,
      int fall) {
    public Health {
      statuses = Set.copyOf(statuses);
    }
  }

  /**
   * PEM files.
   *
   * @param ca null = the authorities that the JDK trusts
   * @param certificate null = none is shown
   * @param fingerprint of what is in them: with other content it is something else
   */
  public record Tls(
      @Nullable Path ca, @Nullable Path certificate, @Nullable Path key, String fingerprint) {

    /** Sets a client's options, and returns them. */
    public <T extends HttpClientOptions> T applyTo(T options) {
      if (ca != null) {
        options.setTrustOptions(new PemTrustOptions().addCertPath(ca.toString()));
      }
      if (certificate != null && key != null) {
        options.setKeyCertOptions(
            new PemKeyCertOptions().addCertPath(certificate.toString()).addKeyPath(key.toString()));
      }
      return options;
    }
  }

  /**
   * Origins that serve the same content.
   *
   * @param origins at least one
   * @param preserveHost whether an origin gets the client's Host or its own authority
   * @param http2 whether origins are spoken to in HTTP/2
   * @param health null = they are not asked
   * @param connectTimeout for a connection, including the wait for a free one
   * @param firstByteTimeout from the request being sent to the response's head, and again between
   *     two chunks of a body that we are ready to take
   * @param streamIdleTimeout in place of both that and {@code totalTimeout} between two events of
   *     an event stream; zero for none
   * @param totalTimeout from the request being sent to the end of the response; zero for none
   * @param keepAlive a pooled connection unused for so long is closed
   * @param connections at most, to one origin from one event loop
   * @param queue requests at most that wait for a connection, before the answer is 503
   * @param maxConcurrency requests that one origin may have under way, for all event loops together
   *     and to the ends of their responses; 0 = no limit
   * @param retries further attempts of an idempotent request of which no byte was answered
   * @param retryPercent of the pool's requests that may be such attempts, beside a few a second
   * @param breakerFailures within {@code breakerWindow} that open an origin's circuit
   * @param breakerWindow at least one second: the breaker counts in whole seconds
   * @param breakerReset how long an open circuit stays open before one request tries again
   */
  public record Pool(
      List<Server> origins,
      Balance balance,
      boolean preserveHost,
      boolean http2,
      @Nullable Health health,
      Tls tls,
      Duration connectTimeout,
      Duration firstByteTimeout,
      Duration streamIdleTimeout,
      Duration totalTimeout,
      Duration keepAlive,
      int connections,
      int queue,
      int maxConcurrency,
      int retries,
      int retryPercent,
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

    /** Whether its connections are those that the other would open. */
    boolean connectsAs(Pool other) {
      return http2 == other.http2
          && tls.equals(other.tls)
          && connectTimeout.equals(other.connectTimeout)
          && keepAlive.equals(other.keepAlive)
          && connections == other.connections
          && queue == other.queue;
    }

    /** Whether an origin's circuits, health and limit say under the other what they say here. */
    boolean treatsOriginsAs(Pool other) {
      return http2 == other.http2
          && tls.equals(other.tls)
          && Objects.equals(health, other.health)
          && maxConcurrency == other.maxConcurrency
          && breakerFailures == other.breakerFailures
          && breakerWindow.equals(other.breakerWindow)
          && breakerReset.equals(other.breakerReset);
    }
  }
}
