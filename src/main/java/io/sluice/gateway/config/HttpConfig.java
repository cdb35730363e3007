package io.sluice.gateway.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The data port.
 *
 * @param port 0 to 65535; 0 lets the system choose
 * @param hosts the only Host values that are served, lower case, each exact or {@code *.domain};
 *     empty = any
 * @param maxHeaderBytes limit of a request's head; beyond it 431
 * @param maxUriBytes limit of a request target; beyond it 414
 * @param maxBodyBytes limit of a request body; beyond it 413
 * @param idleTimeout a connection without traffic is closed after it; zero = never
 * @param streamIdleTimeout in its place for WebSockets and event streams; zero = never
 * @param maxTunnels WebSockets open at the same time; 0 = none is passed
 * @param http2MaxStreams requests that one HTTP/2 connection may have under way
 * @param trustedProxies peers whose forwarding fields are believed and appended to
 * @param forwarded which forwarding fields the origin gets
 * @param compression of responses on their way to clients
 * @param tls null = HTTP in clear text
 * @param proxyProtocol whether each connection begins with the client's address
 * @param limits of connections and of slow requests
 */
public record HttpConfig(
    String host,
    int port,
    List<String> hosts,
    int maxHeaderBytes,
    int maxUriBytes,
    long maxBodyBytes,
    Duration idleTimeout,
    Duration streamIdleTimeout,
    int maxTunnels,
    int http2MaxStreams,
    List<Cidr> trustedProxies,
    Forwarded forwarded,
    Compression compression,
    @Nullable Tls tls,
    boolean proxyProtocol,
    Limits limits) {

  /**
   * What one client, or all of them, may hold.
   *
   * @param maxConnections 0 = no limit
   * @param maxConnectionsPerAddress 0 = no limit
   * @param headerTimeout for a request's head; zero = no limit
   * @param bodyTimeout for each KiB of a request's body; zero = no limit
   */
  public record Limits(
      int maxConnections,
      int maxConnectionsPerAddress,
      Duration headerTimeout,
      Duration bodyTimeout) {}

  /**
   * TLS on the data port.
   *
   * @param certificates as they were at the start; at least one, the first serves any server name
   * @param versions by their JSSE names
   */
  public record Tls(List<ServerCertificate> certificates, Set<String> versions) {
    public Tls {
      certificates = List.copyOf(certificates);
      versions = Set.copyOf(versions);
    }
  }

  /** How the client's address, host and scheme are told to the origin. */
  public enum Forwarded {
    /** {@code X-Forwarded-For}, {@code -Host} and {@code -Proto}. */
    X_FORWARDED,
    /** {@code Forwarded}, RFC 7239. */
    FORWARDED,
    /** Not at all. */
    NONE
  }

  /**
   * gzip and br at the edge.
   *
   * @param enabled unless a rule says otherwise
   * @param types media types in lower case, without parameters
   * @param minBytes shorter bodies are sent as they are
   */
  public record Compression(boolean enabled, List<Glob> types, long minBytes) {
    public Compression {
      types = List.copyOf(types);
    }

    /** Whether responses of this media type, in lower case, are worth it. */
    public boolean includes(String type) {
      for (var pattern : types) {
        if (pattern.matches(type)) {
          return true;
        }
      }
      return false;
    }
  }

  public HttpConfig {
    hosts = List.copyOf(hosts);
    trustedProxies = List.copyOf(trustedProxies);
  }
}
